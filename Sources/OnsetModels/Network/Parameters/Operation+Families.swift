extension Operation {
  /// Whether the operator only moves, repeats or converts elements of its first input.
  var movesElements: Bool {
    switch self {
    case .identity, .cast, .castLike, .dropout, .reshape, .flatten, .transpose, .squeeze,
      .unsqueeze,
      .expand:
      true
    default: false
    }
  }

  /// Whether each element of the result comes from the elements at the same place.
  var isElementwise: Bool {
    switch self {
    case .unary, .binary, .variadic, .clip, .prelu, .select: true
    default: false
    }
  }

  /// Whether the operator looks rows of a table up.
  var isLookup: Bool {
    switch self {
    case .gather, .gatherND, .gatherElements: true
    default: false
    }
  }

  /// Whether the operator is a linear map by a stored kernel, or a product of two values.
  var isLinear: Bool {
    switch self {
    case .convolution, .transposedConvolution, .gemm, .matMul, .einsum: true
    default: false
    }
  }
}
