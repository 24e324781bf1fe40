import COnsetKernels
import OnsetCore

extension Tensor {
  /// One function of each pair of elements, with broadcasting and without history; written over an operand
  /// of the result's shape that nobody else sees again.
  consuming func pairwise(
    _ function: onset_binary, with other: consuming Tensor, named name: String
  ) throws -> Tensor {
    guard dtype == other.dtype else {
      throw OnsetError(
        .invalidArgument,
        "\(name) of a tensor of shape \(shape) and type \(dtype.rawValue) and one of shape "
          + "\(other.shape) and type \(other.dtype.rawValue)", fix: "cast one of them")
    }
    let broadcast = try Broadcast(shape, other.shape, for: name)
    let isDivision =
      function == ONSET_DIVIDE || function == ONSET_REMAINDER || function == ONSET_MODULO
    if isDivision, !dtype.isFloatingPoint, other.numbers.contains(0) {
      throw OnsetError(.invalidValue, "\(name) of integers by zero")
    }
    let isTruth = function.rawValue >= ONSET_EQUAL.rawValue
    let type = isTruth ? DType.bool : dtype
    if !isTruth, shape == broadcast.shape, isSoleOwner() {
      broadcast.run(function, self, other, to: storage.bytes)
      return viewed(as: broadcast.shape)
    }
    if !isTruth, other.shape == broadcast.shape, other.isSoleOwner() {
      broadcast.run(function, self, other, to: other.storage.bytes)
      return other.viewed(as: broadcast.shape)
    }
    let result = try Tensor(shape: broadcast.shape, dtype: type) { _ in }
    broadcast.run(function, self, other, to: result.storage.bytes)
    return result
  }

  /// One function of each element without history; written over this tensor if nobody else sees it again.
  consuming func mapped(_ function: onset_unary, named name: String) throws -> Tensor {
    guard dtype.isFloatingPoint else {
      throw OnsetError(
        .invalidArgument, "\(name) of a tensor of shape \(shape) and type \(dtype.rawValue)",
        fix: "cast it to float32 or float64")
    }
    if isSoleOwner() {
      map(function, to: storage.bytes)
      return viewed(as: shape)
    }
    let result = try Tensor(shape: shape, dtype: dtype) { _ in }
    map(function, to: result.storage.bytes)
    return result
  }

  private func map(_ function: onset_unary, to out: UnsafeMutableRawPointer) {
    let (size, type) = (dtype.size, dtype.kernelType)
    nonisolated(unsafe) let (bytes, out) = (bytes, out)
    let loop = ArrayKernels.loops.unary
    ArrayKernels.run(shape.count) { range in
      let start = range.lowerBound * size
      loop?(function, type, bytes + start, range.count, out + start)
    }
  }

  /// The cotangent times the slope of a function in one loop, or nil where there is none.
  func slope(of function: onset_unary, cotangent: Tensor) throws -> Tensor? {
    guard dtype == .float32, let loop = ArrayKernels.loops.slope else { return nil }
    // Without elements, the loop only says whether it exists.
    guard loop(function, nil, nil, 0, nil) == 1 else { return nil }
    return try Tensor(shape: shape, dtype: dtype) { out in
      nonisolated(unsafe) let out = out.assumingMemoryBound(to: Float.self)
      nonisolated(unsafe) let (x, c) = (pointer(Float.self), cotangent.pointer(Float.self))
      ArrayKernels.run(shape.count) { range in
        let start = range.lowerBound
        _ = loop(function, x + start, c + start, range.count, out + start)
      }
    }
  }
}

extension Broadcast {
  /// Runs the loop while both tensors are borrowed, and so alive.
  fileprivate func run(
    _ function: onset_binary, _ left: Tensor, _ right: Tensor, to out: UnsafeMutableRawPointer
  ) {
    guard shape.count > 0 else { return }
    let (size, type) = (left.dtype.size, left.dtype.kernelType)
    let outSize = function.rawValue >= ONSET_EQUAL.rawValue ? 1 : size
    nonisolated(unsafe) let (a, b, out) = (left.bytes, right.bytes, out)
    let steps = steps
    let loop = ArrayKernels.loops.binary
    forEachRow { left, right, start, length in
      loop?(
        function, type, a + left * size, steps.0, b + right * size, steps.1, length,
        out + start * outSize)
    }
  }
}
