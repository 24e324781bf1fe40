extension Operation {
  /// How many inputs, from the first on, the operation cannot do without.
  package var requiredInputs: Int {
    switch self {
    case .recurrent, .attention, .select, .range, .oneHot, .scatterElements, .scatterND,
      .rotaryEmbedding:
      3
    case .convolution, .transposedConvolution, .gemm, .matMul, .binary, .prelu, .castLike,
      .reshape, .gather, .gatherElements, .gatherND, .expand, .tile, .sequenceAt, .cumulativeSum,
      .cumulativeProduct, .crossEntropy, .reverseSequence, .compress, .sequenceInsert:
      2
    case .constant, .randomLike, .sequenceEmpty, .unknown: 0
    default: 1
    }
  }
}
