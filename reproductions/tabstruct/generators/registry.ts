/** The generators that ship, by their ids. */
import { chowLiuNet, hillClimbNet } from './bayesNet.ts'
import { gaussianCopula, refittedGaussian } from './gaussian.ts'
import type { Generator } from './generator.ts'
import { bootstrapCopy, independentMarginals } from './resampling.ts'
import { smote } from './smote.ts'
import { releasedStructural, structural } from './structural.ts'

export const generators: readonly Generator[] = [
  bootstrapCopy,
  independentMarginals,
  smote,
  gaussianCopula,
  refittedGaussian,
  chowLiuNet,
  hillClimbNet,
  structural,
  releasedStructural,
]
