#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What the operating system says about failed calls, in words for messages.
enum SystemCall {
  /// Repeats a call while a signal interrupts it.
  ///
  /// - Returns: The call's result; −1 with `errno` set where it failed.
  static func retrying(_ call: () -> Int) -> Int {
    while true {
      let result = call()
      if result >= 0 || errno != EINTR { return result }
    }
  }

  /// A reason in plain words for the failures that users meet, else the system's own text.
  static func reason(_ code: Int32) -> String {
    switch code {
    case ENOENT: "it does not exist"
    case EACCES, EPERM: "permission is denied"
    case EISDIR: "it is a folder"
    case ENOTDIR: "a part of its path is not a folder"
    case ENOSPC: "the disk is full"
    case EDQUOT: "the disk quota is used up"
    case EFBIG: "the file would be larger than allowed here"
    case EROFS: "the disk is read-only"
    case ENAMETOOLONG: "the name is too long"
    case EMFILE, ENFILE: "too many files are open"
    default: strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
  }

  /// What a user can do about a failure, where something can be done.
  static func fix(_ code: Int32) -> String? {
    switch code {
    case ENOENT, ENOTDIR: "check the path"
    case EACCES, EPERM, EROFS: "choose another folder or change its permissions"
    case ENOSPC, EDQUOT, EFBIG: "free some space or choose another disk"
    default: nil
    }
  }

  /// The largest file that this process may write, or `nil` where nothing limits it.
  static var fileSizeLimit: UInt64? {
    #if canImport(Glibc)
      let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
    #else
      let resource = RLIMIT_FSIZE
    #endif
    var limit = rlimit()
    return getrlimit(resource, &limit) == 0 ? UInt64(limit.rlim_cur) : nil
  }
}
