/** Graphs of the literature to try things on, as dagitty text with their source. */

export type ExampleGraph = { readonly name: string; readonly text: string; readonly source: string }

export const exampleGraphs: readonly ExampleGraph[] = [
  {
    name: 'Confounding',
    text: 'dag { X [exposure] Y [outcome] X -> Y  Z -> {X Y} }',
    source: 'Pearl (2009), Causality, sect. 3.3',
  },
  {
    name: 'Bow',
    text: 'dag { X [exposure] Y [outcome] X -> Y  X <-> Y }',
    source: 'Pearl (2009), Causality, fig. 3.9a: not identifiable',
  },
  {
    name: 'Front door',
    text: 'dag { X [exposure] Y [outcome] U [latent] X -> Z -> Y  U -> {X Y} }',
    source: 'Pearl (1995), Biometrika 82, fig. 3; smoking, tar and cancer',
  },
  {
    name: 'Instrument',
    text: 'dag { X [exposure] Y [outcome] U [latent] Z -> X -> Y  U -> {X Y} }',
    source: 'Wright (1928); Angrist, Imbens & Rubin (1996)',
  },
  {
    name: 'M-bias',
    text: 'dag { X [exposure] Y [outcome] U1 [latent] U2 [latent] X -> Y  X <- U1 -> M <- U2 -> Y }',
    source: 'Greenland, Pearl & Robins (1999), Epidemiology 10: adjusting for M makes bias',
  },
  {
    name: 'Napkin',
    text: 'dag { X [exposure] Y [outcome] W1 -> W2 -> X -> Y  W1 <-> X  W1 <-> Y }',
    source: 'Pearl & Mackenzie (2018), The Book of Why, fig. 7.5',
  },
  {
    name: 'Verma',
    text: 'dag { A -> B -> C -> D  B <-> D }',
    source: 'Verma & Pearl (1990); Robins (1986): a constraint that is no independence',
  },
  {
    name: 'Sprinkler',
    text: 'dag { Season -> {Sprinkler Rain} {Sprinkler Rain} -> Wet -> Slippery }',
    source: 'Pearl (2009), Causality, fig. 1.2',
  },
  {
    name: 'Asia',
    text: 'dag { asia -> tub -> either  smoke -> lung -> either  smoke -> bronc  either -> {xray dysp}  bronc -> dysp }',
    source: 'Lauritzen & Spiegelhalter (1988), JRSS B 50',
  },
  {
    name: 'Feedback',
    text: 'digraph { X1 -> X3  X2 -> X4  X3 -> X4 -> X3 }',
    source: 'Spirtes (1995), UAI, directed cyclic graphs',
  },
]
