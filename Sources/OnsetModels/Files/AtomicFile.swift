package import OnsetCore

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that appears under its name whole or not at all.
///
/// Bytes go to a temporary file in the same folder; ``commit()`` forces them to the disk and renames the
/// file over the old one in one step. Whatever goes wrong before that (a full disk, an error in the caller,
/// the object being dropped), the temporary file is removed and the old file is untouched. On Linux the
/// temporary file has no name until it is whole, where the file system can do that, so that even a process
/// that is killed leaves nothing behind; elsewhere it has a hidden one.
package final class AtomicFile {
  /// Where the file will be.
  package let path: String
  /// Bytes written so far.
  package private(set) var byteCount = 0

  private let temporaryPath: String
  private var descriptor: Int32
  private var isNameless = false
  private var buffer: [UInt8] = []

  /// Starts a file.
  ///
  /// - Parameters:
  ///   - path: Where it will be. A file that is replaced passes its permissions on; of a symbolic link
  ///     only the link is replaced, and what it points to is untouched.
  ///   - expectedByteCount: Its final size where it is known: a disk with less free space is found out
  ///     now rather than after an hour of writing.
  /// - Throws: `OnsetError` when the folder does not exist or cannot be written to, or `path` is a
  ///   folder or a device.
  package init(path: String, expectedByteCount: Int = 0) throws(OnsetError) {
    self.path = path
    // The process and its clock tell writers apart; O_EXCL settles what is left.
    temporaryPath = FilePath.sibling(
      ".onset-\(getpid())-\(UInt32.random(in: 0 ... .max)).partial", of: path)
    descriptor = -1

    var old = stat()
    let exists = stat(path, &old) == 0
    guard !path.isEmpty, !path.hasSuffix("/"), !exists || old.st_mode & S_IFMT == S_IFREG else {
      throw OnsetError(
        .cannotWrite, "the destination is not a regular file", at: path.isEmpty ? "output" : path,
        fix: "give the name of a file")
    }
    descriptor = Self.openNameless(in: FilePath.folder(of: path))
    isNameless = descriptor >= 0
    if !isNameless {
      descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
    guard descriptor >= 0 else { throw folderError(errno) }
    if exists { fchmod(descriptor, old.st_mode & 0o777) }
    try reserve(expectedByteCount)
  }

  deinit { abandon() }

  /// Appends bytes.
  ///
  /// - Throws: `OnsetError` when the disk is full or writing fails.
  package func write(_ bytes: RawSpan) throws(OnsetError) {
    byteCount += bytes.byteCount
    guard bytes.byteCount < Self.bufferSize else {
      try flush()
      return try bytes.withUnsafeBytes { (raw) throws(OnsetError) in try writeThrough(raw) }
    }
    bytes.withUnsafeBytes { buffer.append(contentsOf: $0) }
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Appends bytes.
  ///
  /// - Throws: `OnsetError` when the disk is full or writing fails.
  package func write(_ bytes: [UInt8]) throws(OnsetError) { try write(bytes.span.bytes) }

  /// Appends a part of another file, in pieces of constant size.
  ///
  /// - Throws: `OnsetError` when reading or writing fails.
  package func write(_ range: Range<Int>, of file: ReadableFile) throws(OnsetError) {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(start + Self.bufferSize, range.upperBound)
      try write(file.bytes(in: start..<end))
      start = end
    }
  }

  /// Appends zeros up to the next multiple of `alignment`.
  package func pad(toMultipleOf alignment: Int) throws(OnsetError) {
    let excess = byteCount % alignment
    if excess > 0 { try write([UInt8](repeating: 0, count: alignment - excess)) }
  }

  /// Makes the file appear under its name.
  ///
  /// - Throws: `OnsetError` when the last bytes cannot be brought to the disk; nothing is changed then.
  package func commit() throws(OnsetError) {
    try flush()
    guard fsync(descriptor) == 0, giveName() else { throw writeError(errno) }
    let result = close(descriptor)
    descriptor = -1
    guard result == 0, rename(temporaryPath, path) == 0 else {
      let code = errno
      unlink(temporaryPath)
      throw writeError(code)
    }
    syncFolder()
  }

  /// Whether something of that name exists, be it only a link to nowhere.
  package static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  private static let bufferSize = 1 << 20

  /// Forces the new name to the disk; a file system that cannot is no reason to fail after the rename.
  private func syncFolder() {
    let folder = open(FilePath.folder(of: path), O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    fsync(folder)
    close(folder)
  }

  private func abandon() {
    guard descriptor >= 0 else { return }
    close(descriptor)
    if !isNameless { unlink(temporaryPath) }
    descriptor = -1
  }

  /// Opens a file that is in no folder yet; −1 where the system has no such files.
  private static func openNameless(in folder: String) -> Int32 {
    #if os(Linux)
      // `O_TMPFILE`, a composite macro that Swift does not import.
      let descriptor = open(folder, 0o20000000 | O_DIRECTORY | O_WRONLY | O_CLOEXEC, 0o666)
      // Naming the file later goes through this link.
      guard descriptor >= 0, access(nameOfDescriptor(descriptor), F_OK) != 0 else {
        return descriptor
      }
      close(descriptor)
    #endif
    return -1
  }

  /// Puts a nameless file into its folder.
  private func giveName() -> Bool {
    guard isNameless else { return true }
    #if os(Linux)
      let link = Self.nameOfDescriptor(descriptor)
      guard linkat(AT_FDCWD, link, AT_FDCWD, temporaryPath, AT_SYMLINK_FOLLOW) == 0 else {
        return false
      }
    #endif
    isNameless = false
    return true
  }

  private static func nameOfDescriptor(_ descriptor: Int32) -> String {
    "/proc/self/fd/\(descriptor)"
  }

  private func flush() throws(OnsetError) {
    let pending = buffer
    buffer.removeAll(keepingCapacity: true)
    try pending.span.bytes.withUnsafeBytes { (raw) throws(OnsetError) in try writeThrough(raw) }
  }

  private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws(OnsetError) {
    var done = 0
    while done < bytes.count {
      let count = SystemCall.retrying {
        #if canImport(Darwin)
          Darwin.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        #elseif canImport(Musl)
          Musl.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        #else
          Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        #endif
      }
      guard count >= 0 else { throw writeError(errno) }
      done += count
    }
  }

  /// Finds out now that the file will not fit, rather than after an hour of writing.
  private func reserve(_ byteCount: Int) throws(OnsetError) {
    guard byteCount > 0 else { return }
    var disk = statvfs()
    if fstatvfs(descriptor, &disk) == 0 {
      let free = UInt64(disk.f_bavail).multipliedReportingOverflow(by: UInt64(disk.f_frsize))
      guard free.overflow || UInt64(byteCount) <= free.partialValue else {
        throw OnsetError(
          .cannotWrite,
          "the file needs \(byteCount) bytes but the disk has only \(free.partialValue) free",
          at: path, fix: SystemCall.fix(ENOSPC))
      }
    }
    // Passing this limit would end the process by a signal.
    if let limit = SystemCall.fileSizeLimit, UInt64(byteCount) > limit {
      throw OnsetError(
        .cannotWrite, "the file needs \(byteCount) bytes but only \(limit) are allowed", at: path,
        fix: "raise the limit with ulimit -f")
    }
  }

  private func folderError(_ code: Int32) -> OnsetError {
    let folder = FilePath.folder(of: path)
    let message =
      code == ENOENT
      ? "the folder “\(folder)” does not exist"
      : "no file can be written in the folder “\(folder)”: \(SystemCall.reason(code))"
    return OnsetError(
      .cannotWrite, message, at: path,
      fix: code == ENOENT ? "create it first" : SystemCall.fix(code))
  }

  private func writeError(_ code: Int32) -> OnsetError {
    OnsetError(
      .cannotWrite, "writing failed after \(byteCount) bytes: \(SystemCall.reason(code))",
      at: path, fix: SystemCall.fix(code))
  }
}
