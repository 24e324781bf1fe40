internal import COnsetKernels

/// Rounding of whole buffers of float32 to the two 16-bit formats, equal bit for bit to
/// `HalfFloat`.
///
/// Every draw is made in float32 and then rounded once, so each stored type sees the same draw.
public struct HalfRounding: Hashable, Sendable {
  /// An upper limit on the threads that one buffer uses, at least 1; by default all online cores.
  public var threads: Int
  /// The instruction set; it never changes the result.
  package var path: KernelPath

  /// Makes a rounder.
  ///
  /// - Parameter threads: An upper limit on threads, or `nil` for all online cores.
  public init(threads: Int? = nil) {
    self.threads = threads ?? ParallelRange.onlineCoreCount
    path = .best
  }

  /// Rounds every element to bfloat16, to nearest, ties to even; NaN stays NaN, overflow becomes
  /// infinity.
  ///
  /// - Parameters:
  ///   - values: The float32 values.
  ///   - bits: Where the bits go; as many as there are values.
  /// - Precondition: Both buffers have the same count.
  /// - Complexity: O(count), limited by memory.
  public func bfloat16(
    _ values: UnsafeBufferPointer<Float>, into bits: UnsafeMutableBufferPointer<UInt16>
  ) {
    round(values, into: bits, by: path.kernels.round_to_bfloat16)
  }

  /// Rounds every element to IEEE half precision, to nearest, ties to even; NaN stays NaN, overflow
  /// becomes infinity.
  ///
  /// - Parameters:
  ///   - values: The float32 values.
  ///   - bits: Where the bits go; as many as there are values.
  /// - Precondition: Both buffers have the same count.
  /// - Complexity: O(count), limited by memory.
  public func float16(
    _ values: UnsafeBufferPointer<Float>, into bits: UnsafeMutableBufferPointer<UInt16>
  ) {
    round(values, into: bits, by: path.kernels.round_to_float16)
  }

  private typealias Kernel =
    @convention(c) (UnsafePointer<Float>?, Int, UnsafeMutablePointer<UInt16>?) -> Void

  private func round(
    _ values: UnsafeBufferPointer<Float>, into bits: UnsafeMutableBufferPointer<UInt16>,
    by kernel: Kernel?
  ) {
    precondition(values.count == bits.count, "there is one place for the bits of each value")
    guard let kernel, let source = values.baseAddress, let target = bits.baseAddress else { return }
    let buffers = Buffers(source: source, target: target)
    ParallelRange(elements: 0..<values.count).forEachPiece(threads: threads) { piece in
      kernel(
        buffers.source + piece.lowerBound, piece.count, buffers.target + piece.lowerBound)
    }
  }

  /// Memory that the pieces share without overlap.
  private struct Buffers: @unchecked Sendable {
    let source: UnsafePointer<Float>
    let target: UnsafeMutablePointer<UInt16>
  }
}
