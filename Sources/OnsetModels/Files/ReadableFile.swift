package import OnsetCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file that is open for reading, with its size known from the start.
///
/// Every read is checked against the size before memory is taken, so that no number in a header can ask
/// for more than the file really holds. Reads go through `pread`: another program that cuts the file off
/// meanwhile causes an error, where mapped memory would crash.
package final class ReadableFile: Sendable {
  /// The path as the user gave it.
  package let path: String
  /// The size when it was opened.
  package let byteCount: Int
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: `OnsetError` when it does not exist, may not be read, or is a folder or a device.
  package init(path: String) throws(OnsetError) {
    // Without O_NONBLOCK, opening a named pipe would wait for a writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      throw OnsetError(
        code == ENOENT ? .notFound : .invalidFile,
        "the file cannot be opened: \(SystemCall.reason(code))", at: path,
        fix: SystemCall.fix(code))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      close(descriptor)
      throw OnsetError(
        .invalidFile, isFolder ? "this is a folder" : "this is not a regular file", at: path,
        fix: isFolder ? "name a file in it" : "save it to a file first")
    }
    self.path = path
    self.byteCount = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Reads a range into memory that the caller has.
  ///
  /// - Precondition: `buffer` has as many bytes as the range.
  /// - Throws: `OnsetError` when the range is not within the file, or reading fails.
  package func read(
    _ range: Range<Int>, into buffer: UnsafeMutableRawBufferPointer
  ) throws(OnsetError) {
    precondition(buffer.count == range.count, "the buffer must fit the range")
    try check(range)
    var done = 0
    while done < range.count {
      let count = SystemCall.retrying {
        pread(
          descriptor, buffer.baseAddress.map { $0 + done }, range.count - done,
          off_t(range.lowerBound + done))
      }
      guard count > 0 else {
        let reason = count == 0 ? "it became shorter" : SystemCall.reason(errno)
        throw OnsetError(.invalidFile, "reading the file failed: \(reason)", at: path)
      }
      done += count
    }
  }

  /// Reads a range.
  ///
  /// - Throws: `OnsetError` when the range is not within the file, or reading fails.
  package func bytes(in range: Range<Int>) throws(OnsetError) -> [UInt8] {
    try check(range)
    return try elements(UInt8.self, count: range.count, at: range.lowerBound)
  }

  /// Reads the bytes from an offset on as elements of a trivial type, in the machine's byte order.
  ///
  /// - Throws: `OnsetError` when the elements are not within the file, or reading fails.
  package func elements<Element: BitwiseCopyable>(
    _ type: Element.Type, count: Int, at offset: Int
  ) throws(OnsetError) -> [Element] {
    let (byteCount, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Element>.stride)
    let (end, isBeyond) = offset.addingReportingOverflow(byteCount)
    guard !overflow, !isBeyond, count >= 0 else { throw beyondEnd }
    try check(offset..<max(offset, end))
    var failure: OnsetError?
    let elements = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(OnsetError) {
        try read(offset..<end, into: UnsafeMutableRawBufferPointer(rebasing(buffer, count)))
        initialized = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return elements
  }

  /// The first `count` elements of a buffer, whose capacity may be larger than asked for.
  private func rebasing<Element>(
    _ buffer: UnsafeMutableBufferPointer<Element>, _ count: Int
  ) -> UnsafeMutableBufferPointer<Element> {
    UnsafeMutableBufferPointer(rebasing: buffer[..<count])
  }

  private func check(_ range: Range<Int>) throws(OnsetError) {
    guard range.lowerBound >= 0, range.upperBound <= byteCount else { throw beyondEnd }
  }

  private var beyondEnd: OnsetError {
    OnsetError(
      .invalidFile, "the file ends too early: it has \(byteCount) bytes", at: path,
      fix: "it may be truncated; copy or download it again")
  }
}
