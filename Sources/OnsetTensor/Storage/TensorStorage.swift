import COnsetKernels
import OnsetCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The elements of one or more tensors, given back to the system with the last of them.
///
/// Written by the operation that makes it, and later only by one that is handed the last tensor that
/// holds it; that is why it may cross threads.
package final class TensorStorage: @unchecked Sendable {
  package let bytes: UnsafeMutableRawPointer
  package let byteCount: Int

  package init(byteCount: Int) throws {
    guard let bytes = onset_allocate(byteCount) else {
      throw OnsetError(
        .invalidArgument, "\(byteCount) bytes for a tensor are more than this machine gives",
        fix: "use a smaller batch or input")
    }
    self.bytes = bytes
    self.byteCount = byteCount
  }

  /// No elements.
  static let empty = TensorStorage()

  private init() {
    bytes = UnsafeMutableRawPointer(UnsafeMutablePointer<UInt64>.allocate(capacity: 1))
    byteCount = 0
  }

  deinit { free(bytes) }
}
