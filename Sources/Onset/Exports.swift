// The umbrella: `import Onset` brings every public library target.

@_exported public import OnsetCore
@_exported public import OnsetLinearAlgebra
@_exported public import OnsetModels
@_exported public import OnsetPlanning
@_exported public import OnsetPropagation
@_exported public import OnsetRandom
@_exported public import OnsetReport
@_exported public import OnsetSchemes
@_exported public import OnsetTensor
@_exported public import OnsetTheory
