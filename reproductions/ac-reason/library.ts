/**
 * Stories of the literature, each asked about one event, with the verdict most of the literature gives. The models are
 * ours; the verdicts and annotations were fixed before anything was run on them. An act counts as intended when whoever
 * did it foresaw the outcome and did it knowingly; a norm as violated when the source says so or the story turns on it.
 */
export type Story = {
  id: string
  verdict: boolean
  /** Whose story it is, and where the verdict is argued for or was measured. */
  source: string
  scenario: string
}

const story = (id: string, verdict: boolean, source: string, scenario: string): Story => ({
  id,
  verdict,
  source,
  scenario: scenario.trim().replace(/^ +/gm, ''),
})

/** The same story, with the question put to another of its events. */
function askedAbout(scenario: string, event: string): string {
  return scenario
    .replace(/^( *event .*?) asked *$/gm, '$1')
    .replace(new RegExp(`^( *event ${event}\\b.*)$`, 'm'), '$1 asked')
}

const rocks = `
  title Suzy and Billy throw rocks; Suzy’s gets there first
  Suzy := 1
  Billy := 1
  SuzyHits = Suzy
  BillyHits = Billy and not SuzyHits
  Shatters = SuzyHits or BillyHits
  outcome Shatters = 1
  event Suzy order 0 intended asked
  event Billy order 1 intended`

const pens = `
  title The last two pens; only assistants may take them
  Professor := 1
  Assistant := 1
  Problem = Professor and Assistant
  outcome Problem = 1
  event Professor order 0 norm asked
  event Assistant order 0`

const wires = `
  title Two wires touch the battery; the red one never should
  Black := 1
  Red := 1
  ShortCircuit = Black and Red
  outcome ShortCircuit = 1
  event Red order 0 norm asked
  event Black order 0`

const plant = `
  title Nobody waters the plant, which was the gardener’s to water
  Gardener := 0
  Queen := 0
  Dies = not (Gardener or Queen)
  outcome Dies = 1
  event Gardener order 0 norm asked
  event Queen order 0`

const cigarette = `
  title A cigarette is dropped where smoking is forbidden, in air with oxygen
  Oxygen := 1
  Cigarette := 1
  Fire = Oxygen and Cigarette
  outcome Fire = 1
  event Oxygen order 0
  event Cigarette order 1 norm asked`

const desert = `
  title One enemy poisons the traveller’s canteen, a second empties it
  Poisons := 1
  Empties := 1
  Poisoned = Poisons and not Empties
  Parched = Empties
  Dies = Poisoned or Parched
  outcome Dies = 1
  event Poisons order 0 norm intended
  event Empties order 1 norm intended asked`

const trumping = `
  title Major and sergeant shout “Charge!” at once; soldiers follow the higher rank
  Major := 1
  Sergeant := 1
  SergeantObeyed = Sergeant and not Major
  Charge = Major or SergeantObeyed
  outcome Charge = 1
  event Major order 0 intended asked
  event Sergeant order 0 intended`

const squad = `
  title A captain signals, two riflemen shoot
  Captain := 1
  RifleA = Captain
  RifleB = Captain
  Dies = RifleA or RifleB
  outcome Dies = 1
  event Captain order 0 intended
  event RifleA order 1 intended asked
  event RifleB order 1 intended`

const voters = Array.from({ length: 11 }, (_, at) => `V${at + 1}`)
const votes = (inFavour: number, title: string) => `
  title ${title}
  ${voters.map((voter, at) => `${voter} := ${at < inFavour ? 1 : 0}`).join('\n  ')}
  Passes = ${voters.join(' + ')} >= 6
  outcome Passes = 1
  ${voters
    .slice(0, inFavour)
    .map((voter, at) => `event ${voter} order 0 intended${at === 0 ? ' asked' : ''}`)
    .join('\n  ')}`

export const library: readonly Story[] = [
  story('suzy', true, 'Lewis 1986; Hall 2004; Halpern & Pearl 2005, example 4.1', rocks),
  story('billy', false, 'Lewis 1986; Hall 2004; Halpern & Pearl 2005, example 4.1', askedAbout(rocks, 'Billy')),
  story(
    'arsonists-both',
    true,
    'Halpern & Pearl 2005, example 3.1 (conjunctive)',
    `
    title Two arsonists drop matches; the forest burns only if both do
    First := 1
    Second := 1
    Fire = First and Second
    outcome Fire = 1
    event First order 0 norm intended asked
    event Second order 0 norm intended`,
  ),
  story(
    'arsonists-either',
    true,
    'Halpern & Pearl 2005, example 3.1 (disjunctive)',
    `
    title Two arsonists drop matches; either would burn the forest
    First := 1
    Second := 1
    Fire = First or Second
    outcome Fire = 1
    event First order 0 norm intended asked
    event Second order 0 norm intended`,
  ),
  story('cigarette', true, 'Hart & Honoré 1985, ch. II; Hitchcock & Knobe 2009', cigarette),
  story('oxygen', false, 'Hart & Honoré 1985, ch. II; Hitchcock & Knobe 2009', askedAbout(cigarette, 'Oxygen')),
  story('professor', true, 'Knobe & Fraser 2008 (measured)', pens),
  story('assistant', false, 'Knobe & Fraser 2008 (measured)', askedAbout(pens, 'Assistant')),
  story('red-wire', true, 'Hitchcock & Knobe 2009', wires),
  story('black-wire', false, 'Hitchcock & Knobe 2009', askedAbout(wires, 'Black')),
  story('gardener', true, 'Beebee 2004; McGrath 2005', plant),
  story('queen', false, 'Beebee 2004; McGrath 2005', askedAbout(plant, 'Queen')),
  story('empties-canteen', true, 'McLaughlin 1925; Pearl 2009, §10.3', desert),
  story('poisons-canteen', false, 'McLaughlin 1925; Pearl 2009, §10.3', askedAbout(desert, 'Poisons')),
  story('major', true, 'Schaffer 2000', trumping),
  story('sergeant', false, 'Schaffer 2000', askedAbout(trumping, 'Sergeant')),
  story('rifleman', true, 'Pearl 2009, §7.1.2', squad),
  story('captain', true, 'Pearl 2009, §7.1.2', askedAbout(squad, 'Captain')),
  story('one-of-eleven', true, 'Chockler & Halpern 2004, §1', votes(11, 'Eleven votes to nothing')),
  story('one-of-six', true, 'Chockler & Halpern 2004, §1', votes(6, 'Six votes to five')),
  story(
    'trainee',
    true,
    'Hitchcock 2007 (early preemption)',
    `
    title The trainee shoots; the supervisor would have
    Trainee := 1
    Supervisor = not Trainee
    Dies = Trainee or Supervisor
    outcome Dies = 1
    event Trainee order 0 norm intended asked`,
  ),
  story(
    'bodyguard',
    false,
    'Hiddleston 2005 (bogus prevention)',
    `
    title The killer refrains; then the bodyguard puts in an antidote
    Poison := 0
    Antidote := 1
    Survives = not Poison or Antidote
    outcome Survives = 1
    event Poison order 0
    event Antidote order 1 intended asked`,
  ),
  story(
    'boulder',
    false,
    'Hitchcock 2001 (Hall’s boulder)',
    `
    title A boulder falls, the hiker ducks and survives
    Boulder := 1
    Ducks = Boulder
    Survives = not Boulder or Ducks
    outcome Survives = 1
    event Boulder order 0 asked`,
  ),
  story(
    'switch',
    false,
    'Hall 2000; Halpern 2016, example 2.3.6',
    `
    title An engineer flips a switch; either track leads to the station
    Flip := 1
    RightTrack = Flip
    LeftTrack = not Flip
    Arrives = RightTrack or LeftTrack
    outcome Arrives = 1
    event Flip order 0 asked`,
  ),
  story(
    'dog-bite',
    false,
    'McDermott 1995',
    `
    title A dog bites the terrorist’s right finger; he pushes the button with the left
    Bite := 1
    LeftPush = Bite
    RightPush = not Bite
    Explosion = LeftPush or RightPush
    outcome Explosion = 1
    event Bite order 0 asked`,
  ),
  story(
    'catch',
    false,
    'McDermott 1995; Collins 2000',
    `
    title A fielder catches the ball; behind him stands a wall, behind the wall a window
    Wall := 1
    Catch := 1
    Intact = Catch or Wall
    outcome Intact = 1
    event Wall order 0
    event Catch order 1 asked`,
  ),
  story(
    'double-prevention',
    true,
    'McDermott 1995; Hall 2004',
    `
    title Billy shoots down the fighter that would have stopped Suzy’s bomber
    Suzy := 1
    Fighter := 1
    Billy := 1
    Interception = Fighter and not Billy
    Bombed = Suzy and not Interception
    outcome Bombed = 1
    event Suzy order 2 intended
    event Billy order 1 intended asked`,
  ),
  story(
    'doctor',
    true,
    'Halpern & Hitchcock 2015, §4 (a doctor forgets his patient)',
    `
    title The patient’s own doctor forgets the treatment; no other doctor gives it
    OwnDoctor := 0
    OtherDoctor := 0
    StaysSick = not (OwnDoctor or OtherDoctor)
    outcome StaysSick = 1
    event OwnDoctor order 0 norm asked
    event OtherDoctor order 0`,
  ),
  story(
    'loader',
    false,
    'Hopkins & Pearl 2003; Halpern 2016, example 2.8.1',
    `
    title A loads B’s gun, B does not shoot, C shoots
    A := 1
    B := 0
    C := 1
    Dies = A and B or C
    outcome Dies = 1
    event A order 0 intended asked
    event C order 1 intended`,
  ),
]
