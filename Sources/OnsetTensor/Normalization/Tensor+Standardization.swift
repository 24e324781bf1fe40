import COnsetKernels
import OnsetCore

extension Tensor {
  /// (x - mean) / √(variance + ε) · scale + shift, the variance without Bessel's correction.
  ///
  /// One operation to a derivative, which keeps x, and in float32 two passes over each channel forwards
  /// and two back. Scale and shift have as many elements as `form.parameterShape`.
  func standardized(_ form: Standardization, scale: Tensor?, shift: Tensor?) throws -> Tensor {
    for parameter in [scale, shift] {
      guard let parameter else { continue }
      guard parameter.shape.count == form.parameterShape.count, parameter.dtype == dtype else {
        throw OnsetError(
          .shapeMismatch,
          "a scale or shift of shape \(parameter.shape) (\(parameter.dtype.rawValue)) does not fit a "
            + "normalization of shape \(shape) (\(dtype.rawValue))")
      }
    }
    let inputs = [self] + [scale, shift].compactMap { $0 }
    guard let layout = form.layout(of: self, hasParameters: inputs.count > 1) else {
      return try composedStandardized(form, scale: scale?.detached, shift: shift?.detached)
        .recorded(from: inputs) { try $0.standardizationCotangents(form, hasScale: scale != nil) }
    }
    let statistics = try Tensor(shape: [layout.channels, 2], dtype: .float64) { _ in }
    let result = try Tensor(shape: shape, dtype: dtype) { out in
      let norm = form.description(layout, scale: scale, shift: shift)
      nonisolated(unsafe) let (norm_, x) = (norm, pointer(Float.self))
      nonisolated(unsafe) let to = out.assumingMemoryBound(to: Float.self)
      nonisolated(unsafe) let found = statistics.storage.bytes.assumingMemoryBound(to: Double.self)
      let loop = ArrayKernels.loops.normalize
      ArrayKernels.run(layout.channels, chunk: layout.chunk) { range in
        withUnsafePointer(to: norm_) { loop?($0, x, range.lowerBound, range.count, to, found) }
      }
    }
    let hasScale = scale != nil
    return result.recorded(from: inputs) { context in
      context.isRecorded
        ? try context.standardizationCotangents(form, hasScale: hasScale)
        : try context.standardizationLoop(form, layout, statistics, hasScale: hasScale)
    }
  }

  /// The same from tensor operations on the elements, without history.
  private func composedStandardized(
    _ form: Standardization, scale: Tensor?, shift: Tensor?
  ) throws -> Tensor {
    var result = try detached.standard(form).value
    if let scale { result = try result.multiplying(scale.reshaped(to: form.parameterShape)) }
    if let shift { result = try result.adding(shift.reshaped(to: form.parameterShape)) }
    return result
  }

  /// The value before scale and shift, and 1 / √(variance + ε).
  fileprivate func standard(
    _ form: Standardization
  ) throws -> (value: Tensor, inverse: Tensor) {
    let centred = try form.isCentred ? subtracting(mean(axes: form.axes, keepingAxes: true)) : self
    let count = form.axes.reduce(1) { $0 * shape[$1] }
    let inverse = try centred.sumOfSquares(axes: form.axes, keepingAxes: true)
      .multiplying(constant(1 / Double(Swift.max(1, count)))).adding(constant(form.epsilon))
      .squareRoot().reciprocal()
    return (try centred.multiplying(inverse), inverse)
  }
}

extension BackwardContext {
  /// The cotangents by x, scale and shift, in tensor operations.
  fileprivate func standardizationCotangents(
    _ form: Standardization, hasScale: Bool
  ) throws -> [Tensor?] {
    let (y, inverse) = try inputs[0].standard(form)
    let axes = form.axes
    var results: [Tensor?] = [nil]
    if wanted[0] {
      let g =
        try hasScale
        ? cotangent.multiplying(inputs[1].reshaped(to: form.parameterShape)) : cotangent
      let along = try g.multiplying(y).mean(axes: axes, keepingAxes: true)
      var change = try g.subtracting(y.multiplying(along))
      if form.isCentred { change = try change.subtracting(g.mean(axes: axes, keepingAxes: true)) }
      results[0] = try change.multiplying(inverse)
    }
    for index in inputs.indices.dropFirst() {
      let whole = hasScale && index == 1 ? try cotangent.multiplying(y) : cotangent
      results.append(
        wanted[index]
          ? try whole.summed(to: form.parameterShape).reshaped(to: inputs[index].shape) : nil)
    }
    return results
  }

  /// The same in two passes over each channel, for a pass back that is not recorded.
  fileprivate func standardizationLoop(
    _ form: Standardization, _ layout: Standardization.Layout, _ statistics: Tensor, hasScale: Bool
  ) throws -> [Tensor?] {
    let (x, c) = (inputs[0], cotangent)
    let parts =
      layout.isAlongInner ? (layout.channels + layout.chunk - 1) / layout.chunk : 1
    let width = layout.isAlongInner ? layout.inner : layout.channels
    let sums = try Tensor.zeros([2, parts, width], dtype: .float64)
    let result = try Tensor(shape: x.shape, dtype: x.dtype) { out in
      nonisolated(unsafe) let norm = form.description(
        layout, scale: hasScale ? inputs[1] : nil, shift: nil)
      nonisolated(unsafe) let (x, c) = (x.pointer(Float.self), c.pointer(Float.self))
      nonisolated(unsafe) let to = out.assumingMemoryBound(to: Float.self)
      nonisolated(unsafe) let found = statistics.pointer(Double.self)
      nonisolated(unsafe) let sums = sums.storage.bytes.assumingMemoryBound(to: Double.self)
      let loop = ArrayKernels.loops.normalize_back
      ArrayKernels.run(layout.channels, chunk: layout.chunk) { range in
        let own = layout.isAlongInner ? range.lowerBound / layout.chunk * width : 0
        withUnsafePointer(to: norm) {
          loop?(
            $0, x, c, found, range.lowerBound, range.count, to, sums + own,
            sums + parts * width + own)
        }
      }
    }
    let totals = try sums.sum(axes: [1]).cast(to: x.dtype)
    return try [result]
      + inputs.indices.dropFirst().map { index in
        let row = hasScale && index == 1 ? 0 : 1
        return try totals.sliced(axis: 0, start: row, count: 1).reshaped(to: inputs[index].shape)
      }
  }
}
