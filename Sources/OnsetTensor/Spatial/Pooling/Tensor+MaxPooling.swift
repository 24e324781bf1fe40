import COnsetKernels
public import OnsetCore

extension Tensor {
  /// The largest element of each window over 1 to 3 spatial axes.
  ///
  /// Differentiable: a cotangent goes to where the largest element stood, the first of several equal
  /// ones. NaN counts as larger than any number.
  ///
  /// - Parameters:
  ///   - extents: Elements of the window along each spatial axis.
  ///   - window: Steps and padding; padding is never chosen.
  ///   - roundingUp: Whether a last window that is not full counts, if it starts inside.
  /// - Returns: The elements, and the place of each in the tensor, counted in row-major order from its
  ///   first element (int64); -1 and -∞ for a window that lies in the padding.
  /// - Throws: `OnsetError` when the window does not fit.
  public func maxPooled(
    _ extents: [Int], window: SlidingWindow = SlidingWindow(), roundingUp: Bool = false
  ) throws -> (values: Tensor, places: Tensor) {
    guard dtype == .float32 || dtype == .float64 else {
      throw OnsetError(
        .invalidArgument, "a tensor of type \(dtype.rawValue) cannot be pooled",
        fix: "cast it to float32 or float64")
    }
    let geometry = try PoolingGeometry(
      input: shape, extents: extents, window: window, roundingUp: roundingUp)
    let places = try Tensor(shape: geometry.output, dtype: .int64) { _ in }
    let values = try Tensor(shape: geometry.output, dtype: dtype) { out in
      nonisolated(unsafe) let (from, to) = (bytes, out)
      nonisolated(unsafe) let chosen = places.storage.bytes.assumingMemoryBound(to: Int64.self)
      let (outputs, inputs) = (geometry.outputPositions, geometry.inputPositions)
      guard outputs > 0 else { return }
      ParallelLoop.run(geometry.planes, threads: .max) { plane in
        var window = geometry.loopWindow
        ArrayKernels.loops.max_pool(
          dtype.kernelType, &window, from + plane * inputs * dtype.size, Int64(plane * inputs),
          to + plane * outputs * dtype.size, chosen + plane * outputs)
      }
    }
    let result = values.recorded(from: [self], keeping: .nothing) { context in
      [try context.cotangent.spread(to: places, in: context.inputs[0].shape)]
    }
    return (result, places)
  }

  /// A tensor of zeros with each element at the place that ``maxPooled(_:window:roundingUp:)`` gave.
  ///
  /// - Parameters:
  ///   - places: One place per element, within its own image and channel; elements at the same place
  ///     are added.
  ///   - shape: The shape of the result, with this tensor's batch and channels.
  /// - Throws: `OnsetError` for a place outside its channel.
  public func maxUnpooled(places: Tensor, to shape: Shape) throws -> Tensor {
    guard places.dtype == .int64, places.shape == self.shape, shape.rank == rank, rank >= 3,
      shape[0] == self.shape[0], shape[1] == self.shape[1], dtype.isFloatingPoint
    else {
      throw OnsetError(
        .shapeMismatch,
        "places of shape \(places.shape) (\(places.dtype.rawValue)) do not lead from shape "
          + "\(self.shape) (\(dtype.rawValue)) to \(shape)")
    }
    let own = self.shape.count / Swift.max(1, shape[0] * shape[1])
    let target = shape.count / Swift.max(1, shape[0] * shape[1])
    for (index, place) in places.integers.enumerated() where place != -1 {
      guard place >= 0, place / Swift.max(1, target) == index / own, target > 0 else {
        throw OnsetError(
          .invalidValue, "place \(place) lies outside the channel of element \(index)",
          fix: "give places within the shape \(shape)")
      }
    }
    return try spread(to: places.detached, in: shape)
  }

  /// Zeros, to which each element is added at its place in its own image and channel.
  private func spread(to places: Tensor, in shape: Shape) throws -> Tensor {
    let result = try Tensor.zeros(shape, dtype: dtype)
    func add<Element: MatrixElement>(_ type: Element.Type) {
      nonisolated(unsafe) let to = result.storage.bytes.assumingMemoryBound(to: Element.self)
      nonisolated(unsafe) let (from, at) = (pointer(Element.self), places.pointer(Int64.self))
      let planes = Swift.max(1, shape[0] * shape[1])
      let count = self.shape.count / planes
      ParallelLoop.run(planes, threads: .max) { plane in
        for index in (plane * count)..<((plane + 1) * count) where at[index] >= 0 {
          to[Int(at[index])] += from[index]
        }
      }
    }
    if dtype == .float64 { add(Double.self) } else { add(Float.self) }
    return result.recorded(from: [self], keeping: .nothing) {
      [try $0.cotangent.taken(from: places)]
    }
  }

  /// The elements at places, zeros for -1: the adjoint of ``spread(to:in:)``.
  private func taken(from places: Tensor) throws -> Tensor {
    let result = try Tensor(shape: places.shape, dtype: dtype) { out in
      func take<Element: MatrixElement>(_ type: Element.Type) {
        nonisolated(unsafe) let (from, at) = (pointer(Element.self), places.pointer(Int64.self))
        nonisolated(unsafe) let to = out.assumingMemoryBound(to: Element.self)
        ArrayKernels.run(places.shape.count) { range in
          for index in range { to[index] = at[index] < 0 ? 0 : from[Int(at[index])] }
        }
      }
      if dtype == .float64 { take(Double.self) } else { take(Float.self) }
    }
    return result.recorded(from: [self], keeping: .nothing) { context in
      [try context.cotangent.spread(to: places, in: context.inputs[0].shape)]
    }
  }
}
