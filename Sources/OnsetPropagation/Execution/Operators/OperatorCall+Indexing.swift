import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// Operators that pick or place elements by index.
  func indexing() throws -> Tensor {
    let x = try tensor(0)
    switch node.operation {
    case .gather(let axis): return try x.gather(tensor(1), axis: axis)
    case .gatherElements(let axis): return try x.gatherElements(tensor(1), axis: axis)
    case .gatherND(let batch): return try x.gatherND(tensor(1), batchAxes: batch)
    case .scatterElements(let axis, let reduction):
      return try x.scatterElements(tensor(1), tensor(2), axis: axis, merge: merge(reduction))
    case .scatterND(let reduction):
      return try x.scatterND(tensor(1), tensor(2), merge: merge(reduction))
    case .triangle(let isUpper):
      let diagonal = try integers(1)?.first ?? 0
      return isUpper
        ? try x.upperTriangle(diagonal: diagonal) : try x.lowerTriangle(diagonal: diagonal)
    case .oneHot(let axis): return try oneHot(x, axis: axis)
    case .nonZero: return try x.nonzero()
    default: throw unsupported("is no indexing")
    }
  }

  private func merge(_ reduction: String) throws -> Tensor.Merge {
    switch reduction {
    case "none": .replace
    case "add": .add
    case "mul": .multiply
    case "max": .maximum
    case "min": .minimum
    default: throw unsupported("has no reduction '\(reduction)'")
    }
  }

  /// Inputs: indices of any numeric type, depth, the pair off and on.
  private func oneHot(_ indices: Tensor, axis: Int) throws -> Tensor {
    let values = try tensor(2)
    guard values.shape.count == 2 else { throw unsupported("needs two values, off and on") }
    let numbers = values.numbers
    return try indices.cast(to: .int64).oneHot(
      depth: integer(1), axis: axis, off: numbers[0], on: numbers[1], dtype: values.dtype)
  }

  /// Operators on sequences of tensors.
  func sequences() throws -> [RuntimeValue] {
    switch node.operation {
    case .sequenceConstruct: return [.sequence(try tensors())]
    case .sequenceAt:
      guard let tensors = try inputs.first??.asSequence() else {
        throw unsupported("needs a sequence")
      }
      let place = try integer(1)
      guard place >= -tensors.count, place < tensors.count else {
        throw OnsetError(
          .invalidValue, "place \(place) lies outside a sequence of \(tensors.count) tensors")
      }
      return [.tensor(tensors[place < 0 ? place + tensors.count : place])]
    case .splitToSequence(let axis, let keeps):
      return [.sequence(try splitToSequence(tensor(0), axis: axis, keeps: keeps))]
    default: throw unsupported("is no operator on sequences")
    }
  }

  /// Without sizes each part has extent 1; one size alone is that of all parts but the last.
  private func splitToSequence(_ x: Tensor, axis: Int, keeps: Bool) throws -> [Tensor] {
    let extent = x.shape[try x.checked(axis)]
    guard let given = try optionalTensor(1) else {
      let parts = try x.split(axis: axis, sizes: [Int](repeating: 1, count: extent))
      return keeps ? parts : try parts.map { try $0.squeezed([axis]) }
    }
    if given.rank == 0, let size = given.integers.first {
      guard size > 0 else { throw unsupported("has parts of size \(size)") }
      let sizes = stride(from: 0, to: extent, by: size).map { min(size, extent - $0) }
      return try x.split(axis: axis, sizes: sizes)
    }
    return try x.split(axis: axis, sizes: given.integers)
  }
}
