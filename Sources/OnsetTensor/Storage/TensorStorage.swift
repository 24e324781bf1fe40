import COnsetKernels
import OnsetCore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The elements of one or more tensors, given back to the system with the last of them.
///
/// Written once, by the operation that makes it, and only read afterwards; that is why it may cross
/// threads.
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

  deinit { free(bytes) }
}
