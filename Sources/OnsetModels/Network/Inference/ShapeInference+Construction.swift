import OnsetCore

extension ShapeInference {
  /// Operators that make tensors from shapes or attributes.
  func construction(_ operation: Operation, _ inputs: [ValueFacts?]) -> [ValueFacts] {
    let input = facts(inputs, 0)
    switch operation {
    case .constant(let constant):
      guard let elements = FoldedTensor(constant) else {
        return [ValueFacts(constant.dtype, constant.shape.dimensions.map { SymbolicInteger($0) })]
      }
      return [ValueFacts(elements)]
    case .shape(let start, let end): return [shape(of: input, start: start, end: end)]
    case .size:
      let count = input.extents.flatMap { SymbolicInteger.product($0) }
      return [
        ValueFacts(FoldedTensor(dtype: .int64, dimensions: [], elements: .symbolic([count])))
      ]
    case .constantOfShape(let value): return [filled(value, shape: input)]
    case .range: return [range(inputs)]
    case .eyeLike(let diagonal, let dtype):
      var result = ValueFacts(dtype ?? input.dtype, input.extents)
      if let dimensions = input.dimensions, dimensions.count == 2,
        let count = IndexArithmetic.count(dimensions), count <= Self.foldingLimit
      {
        let ones = (0..<count).map { index in
          let (row, column) = index.quotientAndRemainder(dividingBy: dimensions[1])
          return column &- row == diagonal ? 1 : 0
        }
        result.elements = Folding.cast(
          FoldedTensor(dtype: .int64, dimensions: dimensions, elements: .integers(ones)),
          to: dtype ?? input.dtype ?? .float32)
      }
      return [result]
    default: return [ValueFacts(input.dtype, input.extents)]
    }
  }

  private func shape(of input: ValueFacts, start: Int, end: Int?) -> ValueFacts {
    guard let extents = input.extents else { return ValueFacts(.int64, [nil]) }
    guard
      let range = IndexArithmetic.slice(
        start: start, end: end ?? extents.count, step: 1, extent: extents.count)
    else { return ValueFacts(.int64, [nil]) }
    let part = Array(extents[range.start..<range.start + range.count])
    return ValueFacts(
      FoldedTensor(dtype: .int64, dimensions: [part.count], elements: .symbolic(part)))
  }

  private func filled(_ value: ConstantTensor, shape: ValueFacts) -> ValueFacts {
    var result = ValueFacts(value.dtype, extents(from: shape))
    guard let dimensions = result.dimensions, let count = IndexArithmetic.count(dimensions),
      count <= Self.foldingLimit, let element = FoldedTensor(value), element.count == 1
    else { return result }
    result.elements = element.selecting(
      [Int](repeating: 0, count: count), dimensions: dimensions)
    return result
  }

  /// The extents that a list of integers spells out.
  func extents(from list: ValueFacts) -> [SymbolicInteger?]? {
    if let elements = list.elements?.symbolic {
      return elements.map { $0.flatMap { ($0.known ?? 0) < 0 ? nil : $0 } }
    }
    guard let rank = list.extents?.first??.known, (0...64).contains(rank) else { return nil }
    return [SymbolicInteger?](repeating: nil, count: rank)
  }

  private func range(_ inputs: [ValueFacts?]) -> ValueFacts {
    let dtype = inputs.lazy.compactMap { $0?.dtype }.first
    let unknown = ValueFacts(dtype, [nil])
    let parts = (0..<3).map { facts(inputs, $0).elements }
    if let values = parts.map({ $0?.integers?.first }) as? [Int], values.count == 3 {
      let (start, limit, step) = (values[0], values[1], values[2])
      let span = limit.subtractingReportingOverflow(start)
      guard step != 0, !span.overflow else { return unknown }
      let count = max(0, (span.partialValue - step.signum()) / step + 1)
      guard count <= Self.foldingLimit, span.partialValue.signum() == step.signum() else {
        return span.partialValue.signum() == step.signum()
          ? unknown
          : ValueFacts(
            FoldedTensor(dtype: dtype ?? .int64, dimensions: [0], elements: .integers([])))
      }
      let values = (0..<count).map { start + $0 * step }
      return ValueFacts(
        FoldedTensor(dtype: dtype ?? .int64, dimensions: [count], elements: .integers(values)))
    }
    if let values = parts.map({ $0?.reals?.first }) as? [Double], values.count == 3 {
      let steps = ((values[1] - values[0]) / values[2]).rounded(.up)
      guard steps >= 0, steps <= Double(Self.foldingLimit) else { return unknown }
      let elements = (0..<Int(steps)).map { values[0] + Double($0) * values[2] }
      return ValueFacts(
        FoldedTensor(
          dtype: dtype ?? .float32, dimensions: [elements.count], elements: .reals(elements)))
    }
    // Counting from zero in steps of one up to an unknown extent.
    if parts[0]?.integers == [0], parts[2]?.integers == [1], let limit = parts[1]?.symbolic?.first {
      return ValueFacts(dtype, [limit])
    }
    return unknown
  }
}
