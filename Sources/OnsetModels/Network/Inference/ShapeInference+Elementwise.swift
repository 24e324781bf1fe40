import OnsetCore

extension ShapeInference {
  /// Operators that compute each element from the elements at the same place.
  func elementwise(
    _ operation: Operation, _ inputs: [ValueFacts?], outputCount: Int
  ) -> [ValueFacts] {
    let first = facts(inputs, 0)
    switch operation {
    case .identity: return [first]
    case .dropout:
      return [first, ValueFacts(.bool, first.extents)]
    case .cast(let dtype): return [cast(first, to: dtype)]
    case .castLike:
      guard let dtype = facts(inputs, 1).dtype else { return [ValueFacts(nil, first.extents)] }
      return [cast(first, to: dtype)]
    case .unary(let function):
      let dtype = function.isPredicate ? .bool : first.dtype
      var result = ValueFacts(dtype, first.extents)
      result.elements = first.elements.flatMap { Folding.unary(function, $0) }
      return [result]
    case .binary(let function):
      let dtype = function.isPredicate ? .bool : first.dtype ?? facts(inputs, 1).dtype
      return [folded(dtype, inputs) { Folding.binary(function, $0[0], $0[1], dtype: dtype) }]
    case .variadic(let function):
      return [folded(first.dtype, inputs) { Folding.variadic(function, $0) }]
    case .select:
      let dtype = facts(inputs, 1).dtype ?? facts(inputs, 2).dtype
      return [folded(dtype, inputs) { Folding.select($0[0], $0[1], $0[2]) }]
    case .clip:
      var result = ValueFacts(first.dtype, first.extents)
      result.elements = first.elements.flatMap {
        Folding.clip($0, facts(inputs, 1).elements, facts(inputs, 2).elements)
      }
      return [result]
    default:
      return [ValueFacts(first.dtype, broadcast([first.extents, facts(inputs, 1).extents]))]
    }
  }

  private func cast(_ input: ValueFacts, to dtype: DType) -> ValueFacts {
    var result = ValueFacts(dtype, input.extents)
    result.elements = input.elements.flatMap { Folding.cast($0, to: dtype) }
    return result
  }

  /// The broadcast of several inputs, with elements where all are known and few.
  private func folded(
    _ dtype: DType?, _ inputs: [ValueFacts?], fold: ([FoldedTensor]) -> FoldedTensor?
  ) -> ValueFacts {
    var result = ValueFacts(dtype, broadcast(inputs.map { $0?.extents }))
    let elements = inputs.compactMap { $0?.elements }
    if elements.count == inputs.count, inputs.count >= 1,
      let count = foldingCount(result.dimensions),
      count <= Self.foldingLimit
    {
      result.elements = fold(elements)
    }
    return result
  }

  /// The number of elements of a known shape.
  func foldingCount(_ dimensions: [Int]?) -> Int? {
    dimensions.flatMap { IndexArithmetic.count($0) }
  }
}
