import OnsetCore

/// Walks a graph in execution order and finds every value's type, shape and, for shape arithmetic, its
/// elements.
///
/// One interpretation of the graph among others: a row per ``Operation``, in one file per family. Unknown
/// extents are carried as symbols, so that a model with a free batch axis keeps every other extent. What
/// cannot be told stays unknown and is never guessed; folding is bounded in memory whatever the file says.
struct ShapeInference {
  /// Tensors with more elements are never folded.
  static let foldingLimit = 1 << 20

  /// Elements that may still be folded in this graph: a bound on the whole.
  var foldingBudget = 1 << 24
  /// The next unused symbol.
  private var nextSymbol = 0
  /// Symbols of named extents, such as `batch`.
  private var namedSymbols: [String: Int] = [:]
  /// Numbers given for named extents.
  var bindings: [String: Int] = [:]

  /// Makes an interpretation without any bindings.
  init() {}

  /// The extent of a name that the file leaves open.
  mutating func extent(named name: String) -> SymbolicInteger {
    if let bound = bindings[name] { return SymbolicInteger(bound) }
    if name.isEmpty { return freshSymbol() }
    let symbol = namedSymbols[name] ?? nextSymbol
    if symbol == nextSymbol { nextSymbol += 1 }
    namedSymbols[name] = symbol
    return SymbolicInteger(symbol: symbol)
  }

  /// An unknown extent that equals no other.
  mutating func freshSymbol() -> SymbolicInteger {
    defer { nextSymbol += 1 }
    return SymbolicInteger(symbol: nextSymbol)
  }

  /// The facts of an operator's outputs, one entry per output.
  ///
  /// - Throws: `OnsetError` that names the operator, when two known shapes contradict each other.
  mutating func outputs(
    of node: Operator, inputs: [ValueFacts?]
  ) throws(OnsetError) -> [ValueFacts] {
    var results: [ValueFacts]
    do {
      results = try infer(node.operation, inputs, outputCount: node.outputs.count)
    } catch {
      throw error.within(node.name)
    }
    let dependsOnInput =
      switch node.operation {
      case .shape, .size: false
      default: inputs.contains { $0?.dependsOnInput == true }
      }
    for index in results.indices {
      results[index].dependsOnInput = dependsOnInput && results[index].elements == nil
      charge(&results[index])
    }
    while results.count < node.outputs.count { results.append(ValueFacts()) }
    return results
  }

  /// Drops elements once the graph's budget for them is spent.
  private mutating func charge(_ facts: inout ValueFacts) {
    guard let elements = facts.elements else { return }
    if elements.count > foldingBudget {
      facts.elements = nil
    } else {
      foldingBudget -= elements.count
    }
  }

  /// One row per family of operations.
  private mutating func infer(
    _ operation: Operation, _ inputs: [ValueFacts?], outputCount: Int
  ) throws(OnsetError) -> [ValueFacts] {
    switch operation {
    case .convolution, .transposedConvolution, .pool, .globalPool:
      return [try spatial(operation, inputs)]
    case .gemm, .matMul, .einsum:
      return [try linear(operation, inputs)]
    case .unary, .binary, .variadic, .clip, .prelu, .select, .cast, .castLike, .dropout, .identity:
      return elementwise(operation, inputs, outputCount: outputCount)
    case .batchNormalization, .layerNormalization, .rmsNormalization, .instanceNormalization,
      .groupNormalization, .localResponseNormalization, .lpNormalization,
      .meanVarianceNormalization, .softmax, .hardmax, .crossEntropy:
      return normalization(operation, inputs, outputCount: outputCount)
    case .reduce, .argument, .topK, .cumulativeSum, .cumulativeProduct:
      return reduction(operation, inputs)
    case .rotaryEmbedding, .reverseSequence:
      return [ValueFacts(facts(inputs, 0).dtype, facts(inputs, 0).extents)]
    case .recurrent, .attention:
      return recurrence(operation, inputs, outputCount: outputCount)
    case .reshape, .flatten, .transpose, .squeeze, .unsqueeze, .concatenate, .split, .slice,
      .expand,
      .tile, .pad, .depthToSpace, .spaceToDepth, .resize:
      return shaping(operation, inputs, outputCount: outputCount)
    case .gather, .gatherElements, .gatherND, .scatterElements, .scatterND, .triangle, .oneHot,
      .nonZero, .compress, .sequenceAt, .splitToSequence, .sequenceConstruct, .sequenceEmpty,
      .sequenceInsert, .sequenceErase, .sequenceLength, .concatenateSequence:
      return indexing(operation, inputs)
    case .eyeLike, .shape, .size, .range, .constant, .constantOfShape, .randomLike:
      return construction(operation, inputs)
    case .unknown:
      return []
    }
  }

  // MARK: Shared

  /// The extents to which several broadcast, `nil` where unknown; as a whole where a rank is.
  func broadcast(_ shapes: [[SymbolicInteger?]?]) -> [SymbolicInteger?]? {
    let known = shapes.compactMap { $0 }
    guard known.count == shapes.count else { return nil }
    let rank = known.map(\.count).max() ?? 0
    var result = [SymbolicInteger?](repeating: SymbolicInteger(1), count: rank)
    for shape in known {
      for (offset, extent) in shape.enumerated() {
        let axis = rank - shape.count + offset
        result[axis] = broadcast(result[axis], extent)
      }
    }
    return result
  }

  /// One axis: a known extent other than 1 wins, since the other must be 1 or equal to it.
  private func broadcast(_ first: SymbolicInteger?, _ second: SymbolicInteger?) -> SymbolicInteger?
  {
    if first == second { return first }
    if first?.known == 1 { return second }
    if second?.known == 1 { return first }
    if first?.known != nil { return first }
    return second?.known != nil ? second : nil
  }
}
