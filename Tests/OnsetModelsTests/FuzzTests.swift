import Foundation
import OnsetCore
import OnsetModels
import OnsetTestSupport
import Testing

/// Tens of thousands of damaged files, each of which is either read or refused with an error.
///
/// Every run is a child process with little memory and time, so that a crash, a runaway allocation or an
/// endless loop fails the test. The file at fault is left in the child's temporary folder.
@Suite struct FuzzTests {
  @Test func damagedONNXModels() async {
    await #expect(processExitsWith: .success) {
      try FuzzTests.limitResources()
      let fixtures = ["network.onnx", "encodings.onnx", "extras.onnx"]
      try FuzzTests.fuzz(fixtures, as: "model.onnx", randomCount: 3000) {
        path, folder, index in
        let model = try ONNXModel(contentsOf: path)
        for tensor in model.initializers where tensor.dtype != .string {
          _ = try? model.doubles(of: tensor.name)
        }
        _ = try model.network()
        // Writing waits for the disk, so only a sample is written.
        guard index % 64 == 0 else { return }
        let replaced = model.initializers.first { $0.name == "big" && $0.dtype == .float32 }
        let zeros = ReplacementTensor([Float](repeating: 0, count: replaced?.shape.count ?? 0))
        let copy = folder.file("copy.onnx")
        try model.write(to: copy, replacing: replaced == nil ? [:] : ["big": zeros])
        #expect(try ONNXModel(contentsOf: copy).initializers == model.initializers)
      }
    }
  }

  @Test func damagedSafetensorsFiles() async {
    await #expect(processExitsWith: .success) {
      try FuzzTests.limitResources()
      try FuzzTests.fuzz(["types.safetensors"], as: "a.safetensors", randomCount: 10_000) {
        path, _, _ in
        let file = try SafetensorsFile(contentsOf: path)
        for tensor in file.tensors { _ = try? file.doubles(of: tensor.name) }
      }
    }
  }

  @Test func damagedIndexes() async {
    await #expect(processExitsWith: .success) {
      try FuzzTests.limitResources()
      try FuzzTests.fuzz(
        ["sharded/model.safetensors.index.json"], as: "model.safetensors.index.json",
        beside: (1...2).map { "sharded/model-0000\($0)-of-00002.safetensors" }, randomCount: 5000
      ) { path, _, _ in
        _ = try SafetensorsIndex(contentsOf: path)
      }
    }
  }

  @Test func damagedArrays() async {
    await #expect(processExitsWith: .success) {
      try FuzzTests.limitResources()
      try FuzzTests.fuzz(
        ["fortran-order.npy", "version-3.npy", "int64.npy"], as: "a.npy", randomCount: 4000
      ) { path, _, _ in
        let array = try NPYFile(contentsOf: path)
        _ = try? array.floats()
        _ = try? array.integers()
      }
    }
  }

  /// Two gigabytes of address space, most of which the runtime takes, and two minutes.
  private static func limitResources() throws {
    #if canImport(Glibc)
      for (resource, value) in [(RLIMIT_AS, 2 << 30), (RLIMIT_CPU, 120)] {
        var limit = rlimit(rlim_cur: UInt(value), rlim_max: UInt(value))
        try #require(setrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0)
      }
    #endif
  }

  /// Reads every mutation of some fixtures; anything but success and `OnsetError` is a failure.
  private static func fuzz(
    _ fixtures: [String], as name: String, beside companions: [String] = [], randomCount: Int,
    _ read: (String, TemporaryFolder, Int) throws -> Void
  ) throws {
    let folder = try TemporaryFolder()
    let originals = try fixtures.map { try FormatFixture.bytes($0) }
    for companion in companions { _ = try folder.copy(FormatFixture.path(companion)) }
    var readCount = 0
    var refusedCount = 0
    for (seed, original) in originals.enumerated() {
      let mutations = Mutations(
        of: original, splicing: originals, randomCount: randomCount, seed: UInt64(seed))
      try overwrite(folder.file(name), with: original)
      try read(folder.file(name), folder, 0)
      for (index, bytes) in mutations.enumerated() {
        let path = folder.file(name)
        try overwrite(path, with: bytes)
        do {
          try read(path, folder, index)
          readCount += 1
        } catch let error as OnsetError {
          #expect(error.place != nil, "\(error)")
          refusedCount += 1
        }
      }
    }
    // Both outcomes must occur, or the mutations test nothing.
    #expect(readCount > 20 && refusedCount > 1000, "\(readCount) read, \(refusedCount) refused")
  }

  /// Overwrites in place: some file systems bring a file that was emptied first to the disk at once.
  private static func overwrite(_ path: String, with bytes: [UInt8]) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
    defer { close(descriptor) }
    try #require(pwrite(descriptor, bytes, bytes.count, 0) == bytes.count)
    try #require(ftruncate(descriptor, off_t(bytes.count)) == 0)
  }
}
