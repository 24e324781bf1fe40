import COnsetKernels
package import OnsetCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The memory of this machine.
package enum MachineMemory {
  /// Bytes of physical memory, or the largest number where the system does not say.
  package static var byteCount: Int {
    let (pages, size) = (sysconf(Int32(_SC_PHYS_PAGES)), sysconf(Int32(_SC_PAGESIZE)))
    return pages > 0 && size > 0 ? pages * size : .max
  }

  /// Checks, before anything is taken, that a tensor could lie in memory.
  ///
  /// - Throws: `OnsetError` with the shape and both sizes when it could not.
  package static func check(_ shape: Shape, _ dtype: DType) throws {
    let (bytes, overflow) = shape.count.multipliedReportingOverflow(by: dtype.size)
    // Asking the system costs more than a small tensor.
    guard overflow || bytes > 1 << 28 else { return }
    let limit = byteCount
    guard overflow || bytes > limit else { return }
    let size = overflow ? "more than 2^63" : "\(bytes)"
    throw OnsetError(
      .invalidArgument,
      "a tensor of shape \(shape) (\(dtype.rawValue)) takes \(size) bytes and this machine has "
        + "\(limit) of memory", fix: "use a smaller batch or input")
  }

  /// Lets memory that was given back stay with the process, for the next tensor: fresh pages cost more
  /// than most operations on them. For the main function of a program; a library leaves that choice alone.
  package static func keepFreed() { onset_keep_freed_memory() }
}
