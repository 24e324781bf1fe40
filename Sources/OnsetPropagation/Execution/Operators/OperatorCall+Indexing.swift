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
    case .compress(let axis): return try compressed(x, axis: axis)
    case .reverseSequence(let batchAxis, let timeAxis):
      return try reversed(x, batchAxis: batchAxis, timeAxis: timeAxis)
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

  private func compressed(_ x: Tensor, axis: Int?) throws -> Tensor {
    let row = axis == nil ? try x.reshaped(to: [x.shape.count]) : x
    let chosen = try tensor(1).numbers.enumerated().filter { $0.element != 0 }
      .map { Int64($0.offset) }
    return try row.gather(Tensor(chosen, shape: [chosen.count]), axis: axis ?? 0)
  }

  /// Each sequence backwards up to its length, the rest as it is.
  private func reversed(_ x: Tensor, batchAxis: Int, timeAxis: Int) throws -> Tensor {
    let (batch, time) = (try x.checked(batchAxis), try x.checked(timeAxis))
    let lengths = try integers(1) ?? []
    guard lengths.count == x.shape[batch], batch != time,
      lengths.allSatisfy({ (0...x.shape[time]).contains($0) })
    else {
      throw OnsetError(
        .shapeMismatch,
        "lengths \(lengths) do not fit the sequences of a tensor of shape \(x.shape)")
    }
    let strides = x.shape.strides
    let places = (0..<x.shape.count).map { flat in
      let (entry, step) = (
        flat / strides[batch] % x.shape[batch], flat / strides[time] % x.shape[time]
      )
      let source = step < lengths[entry] ? lengths[entry] - 1 - step : step
      return flat + (source - step) * strides[time]
    }
    return try x.picked(at: places, as: x.shape)
  }
}
