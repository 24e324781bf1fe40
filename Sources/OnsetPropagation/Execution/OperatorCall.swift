import OnsetCore
import OnsetModels
import OnsetTensor

/// One operator about to be computed: its attributes and the tensors that it reads.
///
/// A row per family of operators, each in a file of its own under `Operators`.
struct OperatorCall {
  let node: Operator
  let inputs: [RuntimeValue?]
  let mode: ExecutionMode
  let largeConstants: [String: StoredTensor]

  // MARK: Inputs

  /// The tensor at an input position.
  ///
  /// - Throws: `OnsetError` when it is left out.
  func tensor(_ position: Int) throws -> Tensor {
    guard let tensor = try optionalTensor(position) else {
      throw OnsetError(
        .invalidFile, "input \(position) of \(node.operation.name) is missing",
        fix: "export the model again")
    }
    return tensor
  }

  /// The tensor at an input position, or `nil` when it is left out.
  func optionalTensor(_ position: Int) throws -> Tensor? {
    guard position < inputs.count else { return nil }
    return try inputs[position]?.asTensor()
  }

  /// Every tensor that is given.
  func tensors() throws -> [Tensor] { try inputs.compactMap { try $0?.asTensor() } }

  /// A list of integers, or `nil` when it is left out.
  func integers(_ position: Int) throws -> [Int]? { try optionalTensor(position)?.integers }

  /// One integer.
  func integer(_ position: Int) throws -> Int {
    guard let value = try tensor(position).integers.first else {
      throw OnsetError(.shapeMismatch, "input \(position) of \(node.operation.name) is empty")
    }
    return value
  }

  /// An error about what this operator is asked to do.
  func unsupported(_ what: String) -> OnsetError {
    OnsetError(.unsupported, "\(node.operation.name) \(what)")
  }

  // MARK: Rows

  /// The results, one per output position as far as any is wanted.
  ///
  /// - Throws: `OnsetError` when the tensors do not fit the operator, or for a variant that is not
  ///   supported.
  func results() throws -> [RuntimeValue] {
    switch node.operation {
    case .splitToSequence, .sequenceConstruct, .sequenceAt, .sequenceEmpty, .sequenceInsert,
      .sequenceErase, .sequenceLength, .concatenateSequence:
      try sequences()
    default: try tensorResults().map { .tensor($0) }
    }
  }

  private func tensorResults() throws -> [Tensor] {
    switch node.operation {
    case .convolution, .transposedConvolution: [try convolution()]
    case .gemm, .matMul, .einsum: [try linear()]
    case .unary, .binary, .variadic, .clip, .prelu, .select, .cast, .castLike, .identity:
      [try elementwise()]
    case .dropout: try dropout()
    case .batchNormalization, .layerNormalization, .rmsNormalization, .instanceNormalization,
      .groupNormalization, .localResponseNormalization, .lpNormalization,
      .meanVarianceNormalization, .softmax, .hardmax, .crossEntropy:
      try normalization()
    case .pool, .globalPool: try pooling()
    case .reduce, .argument, .topK, .cumulativeSum, .cumulativeProduct: try reduction()
    case .recurrent(let attributes): try recurrence(attributes)
    case .rotaryEmbedding(let heads, let size, let isInterleaved):
      [try rotaryEmbedding(heads: heads, size: size, isInterleaved: isInterleaved)]
    case .attention(let attributes): try attention(attributes)
    case .reshape, .flatten, .transpose, .squeeze, .unsqueeze, .concatenate, .split, .slice,
      .expand, .tile, .pad, .depthToSpace, .spaceToDepth:
      try shaping()
    case .resize(let mode, let attributes): [try resize(mode, attributes)]
    case .gather, .gatherElements, .gatherND, .scatterElements, .scatterND, .triangle, .oneHot,
      .nonZero, .compress, .reverseSequence:
      [try indexing()]
    case .eyeLike, .shape, .size, .range, .constant, .constantOfShape, .randomLike:
      [try construction()]
    case .splitToSequence, .sequenceConstruct, .sequenceAt, .sequenceEmpty, .sequenceInsert,
      .sequenceErase, .sequenceLength, .concatenateSequence:
      []
    case .unknown(let domain, let type):
      throw OnsetError(
        .unsupported, "the operator \(domain.isEmpty ? type : "\(domain).\(type)") cannot be run")
    }
  }
}

extension Operation {
  /// The case's name, for messages.
  var name: String {
    if case .unknown(_, let type) = self { return type }
    if case .unary(let function) = self { return String("\(function)".prefix { $0 != "(" }) }
    if case .binary(let function) = self { return function.rawValue }
    return String("\(self)".prefix { $0 != "(" })
  }
}
