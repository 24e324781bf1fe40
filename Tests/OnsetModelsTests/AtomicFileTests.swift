import Foundation
import OnsetCore
import OnsetModels
import OnsetTestSupport
import Testing

@Suite struct AtomicFileTests {
  @Test func appearsWholeWhenCommitted() throws {
    let folder = try TemporaryFolder()
    let file = try AtomicFile(path: folder.file("a"))
    let large = [UInt8](repeating: 7, count: 3 << 20)
    try file.write([1, 2, 3])
    try file.pad(toMultipleOf: 8)
    try file.write(large)
    #expect(try folder.names.allSatisfy { $0 != "a" })
    try file.commit()
    #expect(try folder.names == ["a"])
    #expect(file.byteCount == 8 + large.count)
    #expect(
      try TemporaryFolder.bytes(of: folder.file("a")) == [1, 2, 3, 0, 0, 0, 0, 0] + large)
  }

  @Test func droppedBeforeTheEndLeavesTheOldFile() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([9], to: "a")
    do {
      let file = try AtomicFile(path: path)
      try file.write([UInt8](repeating: 1, count: 5 << 20))
    }
    #expect(try TemporaryFolder.bytes(of: path) == [9])
    #expect(try folder.names == ["a"])
  }

  @Test func replacedFilePassesItsPermissionsOn() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([9], to: "a")
    chmod(path, 0o600)
    try AtomicFile(path: path).commit()
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test func linksAreReplacedAndTheirTargetsKept() throws {
    let folder = try TemporaryFolder()
    let target = try folder.write([9], to: "target")
    #expect(symlink(target, folder.file("link")) == 0)
    try AtomicFile(path: folder.file("link")).commit()
    #expect(try TemporaryFolder.bytes(of: target) == [9])
    #expect(try TemporaryFolder.bytes(of: folder.file("link")) == [])
  }

  @Test(arguments: ["", "/dev/null", "/dev/full", "/", "folder/", "missing-folder/a"])
  func destinationsThatAreNoFileAreRefused(path: String) throws {
    let error = try #require(throws: OnsetError.self) { try AtomicFile(path: path) }
    #expect(error.code == .cannotWrite)
    #expect(error.fix != nil)
  }

  @Test func namesTooLongAreRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.file(String(repeating: "n", count: 300))
    let error = try #require(throws: OnsetError.self) {
      let file = try AtomicFile(path: path)
      try file.commit()
    }
    #expect(error.code == .cannotWrite)
    #expect(try folder.names == [])
  }

  @Test func filesLargerThanTheDiskAreRefusedAtTheStart() throws {
    let folder = try TemporaryFolder()
    let error = try #require(throws: OnsetError.self) {
      try AtomicFile(path: folder.file("a"), expectedByteCount: 1 << 60)
    }
    #expect(error.message.contains("the disk has only"))
    #expect(try folder.names == [])
  }

  /// In a child process, because the identity of a process is no affair of the tests beside this one.
  @Test func foldersThatMayNotBeWrittenToAreRefused() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = try folder.write([9], to: "a")
      chmod(folder.path, 0o555)
      defer { chmod(folder.path, 0o755) }
      // Root may write anywhere, so the child becomes “nobody” for the attempt.
      if geteuid() == 0 { try #require(seteuid(65534) == 0) }
      let error = #expect(throws: OnsetError.self) { try AtomicFile(path: path) }
      if getuid() == 0 { try #require(seteuid(0) == 0) }
      #expect(error?.code == .cannotWrite)
      #expect(error?.message.contains("permission is denied") == true)
      #expect(try TemporaryFolder.bytes(of: path) == [9])
      #expect(try folder.names == ["a"])
    }
  }

  /// A limit on the size of files fails a write in the middle like a full disk does.
  @Test func writesThatFailInTheMiddleLeaveTheOldFile() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let path = try folder.write([9], to: "a")
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 1 << 20, rlim_max: 1 << 20)
      #if canImport(Glibc)
        let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
      #else
        let resource = RLIMIT_FSIZE
      #endif
      try #require(setrlimit(resource, &limit) == 0)
      let middle = #expect(throws: OnsetError.self) {
        let file = try AtomicFile(path: path)
        for _ in 0..<4 { try file.write([UInt8](repeating: 0, count: 1 << 19)) }
        try file.commit()
      }
      let start = #expect(throws: OnsetError.self) {
        try AtomicFile(path: path, expectedByteCount: 2 << 20)
      }
      #expect(middle?.message.contains("writing failed after") == true)
      #expect(start?.fix?.contains("ulimit") == true)
      #expect(try TemporaryFolder.bytes(of: path) == [9])
      #expect(try folder.names == ["a"])
    }
  }
}
