import OnsetCore

extension ShapeInference {
  /// Matrix products of every kind.
  func linear(_ operation: Operation, _ inputs: [ValueFacts?]) throws(OnsetError) -> ValueFacts {
    switch operation {
    case .gemm(_, _, let transposeA, let transposeB):
      return try gemm(inputs, transposeA: transposeA, transposeB: transposeB)
    case .matMul: return try matMul(inputs)
    case .einsum(let equation): return einsum(equation, inputs)
    default: return ValueFacts()
    }
  }

  private func gemm(
    _ inputs: [ValueFacts?], transposeA: Bool, transposeB: Bool
  ) throws(OnsetError) -> ValueFacts {
    let left = facts(inputs, 0)
    let right = facts(inputs, 1)
    let inner = (left.extent(transposeA ? 0 : 1), right.extent(transposeB ? 1 : 0))
    try checkEqual(inner.0, inner.1, in: "Gemm")
    let rows = left.extent(transposeA ? 1 : 0)
    let columns = right.extent(transposeB ? 0 : 1)
    return ValueFacts(left.dtype ?? right.dtype, [rows, columns])
  }

  private func matMul(_ inputs: [ValueFacts?]) throws(OnsetError) -> ValueFacts {
    let left = facts(inputs, 0)
    let right = facts(inputs, 1)
    let dtype = left.dtype ?? right.dtype
    guard var first = left.extents, var second = right.extents else {
      return ValueFacts(dtype, nil)
    }
    guard let inner = first.last, !second.isEmpty else {
      throw OnsetError(.shapeMismatch, "MatMul cannot multiply a scalar")
    }
    try checkEqual(inner, second[max(0, second.count - 2)], in: "MatMul")
    let isVector = (first.count == 1, second.count == 1)
    if isVector.0 { first.insert(SymbolicInteger(1), at: 0) }
    if isVector.1 { second.append(SymbolicInteger(1)) }
    var result = broadcast([Array(first.dropLast(2)), Array(second.dropLast(2))]) ?? []
    if !isVector.0 { result.append(first[first.count - 2]) }
    if !isVector.1 { result.append(second[second.count - 1]) }
    return ValueFacts(dtype, result)
  }

  private func einsum(_ equation: String, _ inputs: [ValueFacts?]) -> ValueFacts {
    let dtype = inputs.lazy.compactMap { $0?.dtype }.first
    guard let parsed = EinsumEquation(equation), parsed.inputs.count == inputs.count else {
      return ValueFacts(dtype, nil)
    }
    var extents: [Character: SymbolicInteger] = [:]
    for (labels, input) in zip(parsed.inputs, inputs) {
      guard let shape = input?.extents, shape.count == labels.count else { continue }
      for (label, extent) in zip(labels, shape) {
        // A broadcast axis of extent 1 never decides over a longer one.
        if let extent, extents[label] == nil || extents[label]?.known == 1 {
          extents[label] = extent
        }
      }
    }
    return ValueFacts(dtype, parsed.output.map { extents[$0] })
  }

  /// The facts of one input; nothing known where it is left out.
  func facts(_ inputs: [ValueFacts?], _ position: Int) -> ValueFacts {
    position < inputs.count ? inputs[position] ?? ValueFacts() : ValueFacts()
  }

  private func checkEqual(
    _ left: SymbolicInteger?, _ right: SymbolicInteger?, in name: String
  ) throws(OnsetError) {
    guard let left = left?.known, let right = right?.known, left != right else { return }
    throw OnsetError(
      .shapeMismatch, "\(name) multiplies rows of \(left) numbers by columns of \(right)",
      fix: "check the input shapes")
  }
}
