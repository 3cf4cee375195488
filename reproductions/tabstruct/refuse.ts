import { LabError } from '@causerie/lab'

/** What a reader can correct, said beside the field. */
export function refuse(field: string, message: string, hint?: string): LabError {
  return new LabError('input/invalid', message, {
    ...(hint !== undefined && { hint }),
    details: { issues: [{ path: [field], message: hint === undefined ? message : `${message} ${hint}` }] },
  })
}
