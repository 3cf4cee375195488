/** The templates: one for each level, kind and case. Structure and words never depend on anything but the plan. */
import { compileTemplate, type Template } from './grammar.ts'

/** Which question a sentence answers. */
export type Answers = 'who' | 'what' | 'when' | 'how likely' | 'why' | 'how'

const sources = {
  // 0: headline
  headline:
    '{threat:Threat} against {target:name} is {probability:likelihood}, from {from:moment} to {to:moment}.[ Suggested action: {action:name}.]',
  // 1: forecasting
  why: '{shown:count} of {signals:count} (signal|signals:signals) carr(ies|y:shown) the warning: <reasons: {signal:name}, without which it would be {without:likelihood}>.',
  'why-unknown':
    '{shown:count} of {signals:count} (signal|signals:signals) entered the warning, and the model does not say with what weight: <reasons: {signal:name}>.',
  against: '<reasons: {signal:name}, without which it would be {without:likelihood}> (speaks|speak:shown) against it.',
  'also-considered': 'Also considered, with less weight: <reasons: {signal:name}>.',
  unsupported: 'It was issued without supporting signals.',
  cancelling: 'The signals nearly cancel each other, so no share of the whole is given.',
  'how-naive-bayes':
    'The signals are combined by Bayes’ rule as if they were independent given the threat, beginning at {prior:probability}.',
  'how-noisy-or':
    'Each signal is taken to be able to raise the warning by itself, independently of the others (noisy-or), beginning at {prior:probability}.',
  'how-logistic':
    'The signals are added up with weights on the log-odds scale (logistic fusion), beginning at {prior:probability}.',
  'how-opaque': 'A trained model[ ({model:name})] combines the signals; it gives a number and no reasons of its own.',
  sums: 'On the {scale:scale} scale: {prior:exact} at the beginning, <terms: {amount:exact} for {signal:name}>[, {rest:exact} for what was also considered], {sum:exact} in all.',
  'sums-none': 'On the {scale:scale} scale: {prior:exact} at the beginning, {sum:exact} in all.',
  decisive: '{signal:name} is decisive: its ratio was held at one in a million.',
  overcounted:
    'Several signals share a source, and the combination counts them as independent: counted once, the probability would be {exact:likelihood}.',
  // 2: sensing
  'sensing-causal': '{signal:name} rose because such a threat raises what {sensor:name} watches: {description:name}.',
  'sensing-causal-against':
    '{signal:name} counts against it because such a threat would raise what {sensor:name} watches: {description:name}.',
  'sensing-method':
    '{signal:name} comes from {sensor:name}, which watches {description:name} and works so: {method:name}.',
  trained:
    'It was trained[ as {model:name}] on {n:count} (case|cases:n) from {from:date} to {to:date}; no causal link to the threat is established.',
  untrained: 'No causal link to the threat is established, and nothing is recorded of how it was trained.',
  works: 'It works so: {method:name}.',
  record:
    'Its record: {hits:count} (hit|hits:hits), {misses:count} (miss|misses:misses), {falseAlarms:count} false (alarm|alarms:falseAlarms).',
  // 3: data
  'data-near':
    '{quantity:name} was {value:number}[ {unit:unit}] on {at:moment}, near its usual level of {mean:number} ({source:name}).',
  'data-times':
    '{quantity:name} was {value:number}[ {unit:unit}] on {at:moment}, {sigmas:number} standard deviations {way:direction} and {times:number} times its usual level of {mean:number} ({source:name}).',
  'data-sigmas':
    '{quantity:name} was {value:number}[ {unit:unit}] on {at:moment}, {sigmas:number} standard deviations {way:direction} its usual level of {mean:number} ({source:name}).',
  'data-raw': '{quantity:name} was {value:number}[ {unit:unit}] on {at:moment} ({source:name}).',
  'data-withheld': 'What was observed is recorded, and withheld from this reader.',
  'data-none': 'No observation is attached.',
  // 4: evidence
  evidence: '{source:name}: {quote:name}.',
} as const

export type TemplateId = keyof typeof sources

export const templates = Object.fromEntries(
  Object.entries(sources).map(([id, source]) => [id, compileTemplate(id, source)]),
) as Record<TemplateId, Template>

export const answersOf: Partial<Record<TemplateId, readonly Answers[]>> = {
  headline: ['who', 'what', 'when', 'how likely'],
  why: ['why'],
  'why-unknown': ['why'],
  unsupported: ['why'],
  'how-naive-bayes': ['how'],
  'how-noisy-or': ['how'],
  'how-logistic': ['how'],
  'how-opaque': ['how'],
}

/** Every word the templates themselves can put into a text. */
export function templateWords(): Set<string> {
  const literal = Object.values(sources).flatMap((source) => {
    const text = source
      .replace(/\{\w+:\w+\}/g, ' ')
      .replace(/<\w+: /g, ' ')
      .replace(/[[\]>]/g, ' ')
    return ['$1', '$2'].map((which) => text.replace(/\(([^|()]*)\|([^|():]*):\w+\)/g, which))
  })
  return new Set([...(literal.join(' ').match(/[\p{L}’-]+/gu) ?? []), 'and'])
}
