package import OnsetModels

extension Operation {
  /// Whether the operation only moves, copies or averages elements, so that the kind of signal that
  /// enters also leaves: reshapes, pooling, padding, dropout, concatenation.
  package var isTransparent: Bool {
    switch self {
    case .identity, .cast, .castLike, .dropout, .reshape, .flatten, .transpose, .squeeze,
      .unsqueeze, .concatenate, .split, .slice, .gather, .gatherElements, .gatherND, .expand, .tile,
      .pad, .depthToSpace, .spaceToDepth, .resize, .pool, .globalPool, .sequenceAt,
      .splitToSequence, .sequenceConstruct:
      true
    case .reduce(let kind, _, _, _): kind == .mean || kind == .sum
    default: false
    }
  }

  /// Whether the operation divides the signal by its own scale.
  package var isNormalization: Bool {
    switch self {
    case .batchNormalization, .layerNormalization, .rmsNormalization, .instanceNormalization,
      .groupNormalization, .lpNormalization, .meanVarianceNormalization:
      true
    default: false
    }
  }

  /// Whether the operation is a linear map with weights, a recurrent layer or attention: the places
  /// where a signal meets parameters or other positions.
  package var isLinearMap: Bool {
    switch self {
    case .convolution, .transposedConvolution, .gemm, .matMul, .einsum: true
    default: false
    }
  }

  /// The name by which people call a normalization.
  package var normalizationName: String? {
    switch self {
    case .batchNormalization: "BatchNorm"
    case .layerNormalization: "LayerNorm"
    case .rmsNormalization: "RMSNorm"
    case .instanceNormalization: "InstanceNorm"
    case .groupNormalization: "GroupNorm"
    case .lpNormalization, .meanVarianceNormalization: "a normalization"
    default: nil
    }
  }
}
