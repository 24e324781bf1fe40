import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// Operators that make tensors from shapes and attributes.
  func construction() throws -> Tensor {
    switch node.operation {
    case .constant(let constant): return try constantTensor(constant)
    case .constantOfShape(let value):
      let shape = try Shape(checking: integers(0) ?? [])
      return try Tensor(value).reshaped(to: []).expanded(to: shape)
    case .shape(let start, let end): return try extents(start, end)
    case .size: return try .scalar(Double(tensor(0).shape.count), dtype: .int64)
    case .range: return try range()
    case .eyeLike(let diagonal, let dtype): return try eye(diagonal, dtype)
    case .randomLike: throw unsupported("draws random numbers, which a reference run cannot")
    default: throw unsupported("makes no tensor")
    }
  }

  private func constantTensor(_ constant: ConstantTensor) throws -> Tensor {
    guard case .stored(let name) = constant.elements else { return try Tensor(constant) }
    guard let stored = largeConstants[name] else {
      throw OnsetError(
        .notFound, "the elements of the constant '\(name)' were not found in the file")
    }
    return try Tensor(stored)
  }

  private func extents(_ start: Int, _ end: Int?) throws -> Tensor {
    let dimensions = try tensor(0).shape.dimensions
    func place(_ index: Int) -> Int {
      min(max(index < 0 ? index + dimensions.count : index, 0), dimensions.count)
    }
    let (first, last) = (place(start), place(end ?? dimensions.count))
    let chosen = first < last ? dimensions[first..<last].map { Int64($0) } : []
    return try Tensor(chosen, shape: [chosen.count])
  }

  private func range() throws -> Tensor {
    let (start, limit, step) = (try tensor(0), try tensor(1), try tensor(2))
    let (from, to, by) = (
      try start.scalarValue(), try limit.scalarValue(), try step.scalarValue()
    )
    let count = ((to - from) / by).rounded(.up)
    guard by != 0, count.isFinite, count < Double(Int32.max) else {
      throw OnsetError(.invalidValue, "a range from \(from) to \(to) by \(by) has no end")
    }
    return try .range(max(0, Int(count)), from: from, by: by, dtype: start.dtype)
  }

  private func eye(_ diagonal: Int, _ dtype: DType?) throws -> Tensor {
    let like = try tensor(0)
    guard like.rank == 2 else {
      throw unsupported("needs a matrix, not a tensor of shape \(like.shape)")
    }
    return try .eye(
      rows: like.shape[0], columns: like.shape[1], diagonal: diagonal,
      dtype: dtype?.computed ?? like.dtype)
  }
}
