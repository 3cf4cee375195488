/** What the forms of the model's questions offer: variables with their levels (finite) or none (linear). */
import type { Setting } from './desk.ts'
import type { ModelDraft } from './modelDraft.ts'

export type VariableChoice = { name: string; levels?: readonly string[] }

/** In the order of the model. */
export function variableChoices(model: ModelDraft | undefined): VariableChoice[] {
  if (!model) return []
  if (model.kind === 'linear') return Object.keys(model.variables).map((name) => ({ name }))
  return Object.entries(model.variables).map(([name, { levels }]) => ({ name, levels }))
}

/** The chosen values in the order of the choices; a level that is there no more is the last that is. */
export function settingRows(
  setting: Setting,
  choices: readonly VariableChoice[],
): { name: string; value: number; levels?: readonly string[] }[] {
  return choices.flatMap(({ name, levels }) => {
    const value = setting[name]
    if (value === undefined) return []
    return [
      {
        name,
        value: levels ? Math.min(Math.max(0, Math.round(value)), levels.length - 1) : value,
        ...(levels ? { levels } : {}),
      },
    ]
  })
}

/** What a number field shows: nothing for a number that was left out. */
export function fieldValue(value: number | undefined): number | '' {
  return value === undefined || Number.isNaN(value) ? '' : value
}
