import COnsetKernels
import OnsetCore

extension Tensor {
  /// eˣ / Σeˣ along an axis.
  public func softmax(axis: Int = -1) throws -> Tensor {
    let axis = try checked(axis)
    let value: Tensor
    if let rows = lastAxisRows(axis) {
      value = try softmaxLoop(rows, isLogarithm: false)
    } else {
      let shifted = try detached.subtracting(detached.max(axes: [axis], keepingAxes: true)).exp()
      value = try shifted.dividing(by: shifted.sum(axes: [axis], keepingAxes: true))
    }
    return value.recorded(from: [self], keeping: .output) { context in
      let (y, c) = (context.output, context.cotangent)
      if !context.isRecorded, let rows = y.lastAxisRows(axis) {
        return [try y.softmaxCotangent(c, rows, isLogarithm: false)]
      }
      let product = try c.multiplying(y)
      let mean = try product.sum(axes: [axis], keepingAxes: true)
      return [try product.subtracting(y.multiplying(mean))]
    }
  }

  /// log(eˣ / Σeˣ) along an axis.
  public func logSoftmax(axis: Int = -1) throws -> Tensor {
    let axis = try checked(axis)
    let value: Tensor
    if let rows = lastAxisRows(axis) {
      value = try softmaxLoop(rows, isLogarithm: true)
    } else {
      value = try detached.subtracting(detached.logSumExp(axes: [axis], keepingAxes: true))
    }
    return value.recorded(from: [self], keeping: .output) { context in
      let (y, c) = (context.output, context.cotangent)
      if !context.isRecorded, let rows = y.lastAxisRows(axis) {
        return [try y.softmaxCotangent(c, rows, isLogarithm: true)]
      }
      let total = try c.sum(axes: [axis], keepingAxes: true)
      return [try c.subtracting(y.exp().multiplying(total))]
    }
  }

  /// The rows along the last axis with elements, where the loops can take them.
  private func lastAxisRows(_ axis: Int) -> Int? {
    let extent = shape.dimensions[axis...].reduce(1, *)
    return dtype == .float32 && extent == shape[axis] && extent > 0 ? shape.count / extent : nil
  }

  private func softmaxLoop(_ rows: Int, isLogarithm: Bool) throws -> Tensor {
    let width = shape.count / Swift.max(1, rows)
    return try Tensor(shape: shape, dtype: dtype) { out in
      nonisolated(unsafe) let to = out.assumingMemoryBound(to: Float.self)
      nonisolated(unsafe) let from = pointer(Float.self)
      let loop = ArrayKernels.loops.softmax
      ArrayKernels.run(rows, chunk: Swift.max(1, ArrayKernels.chunk / Swift.max(1, width))) {
        let start = $0.lowerBound * width
        loop?(isLogarithm ? 1 : 0, from + start, $0.count, width, to + start)
      }
    }
  }

  /// The cotangent by the argument; this tensor is the value.
  private func softmaxCotangent(
    _ cotangent: Tensor, _ rows: Int, isLogarithm: Bool
  ) throws -> Tensor {
    let width = shape.count / Swift.max(1, rows)
    return try Tensor(shape: shape, dtype: dtype) { out in
      nonisolated(unsafe) let to = out.assumingMemoryBound(to: Float.self)
      nonisolated(unsafe) let (y, c) = (pointer(Float.self), cotangent.pointer(Float.self))
      let loop = ArrayKernels.loops.softmax_back
      ArrayKernels.run(rows, chunk: Swift.max(1, ArrayKernels.chunk / Swift.max(1, width))) {
        let start = $0.lowerBound * width
        loop?(isLogarithm ? 1 : 0, y + start, c + start, $0.count, width, to + start)
      }
    }
  }
}
