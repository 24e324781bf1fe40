import OnsetCore
import OnsetModels
import OnsetTestSupport
import Testing

@Suite struct NPYTests {
  @Test(arguments: ["c-order.npy", "fortran-order.npy", "version-2.npy", "version-3.npy"])
  func elementsAreRowMajorInEveryVersionAndOrder(name: String) throws {
    let array = try NPYFile(contentsOf: FormatFixture.path(name))
    #expect(array.shape == [2, 3, 4])
    #expect(array.dtype == .float32)
    #expect(try array.floats() == (0..<24).map { Float($0) })
    #expect(try array.doubles() == (0..<24).map { Double($0) })
  }

  @Test func otherTypes() throws {
    let half = try NPYFile(contentsOf: FormatFixture.path("float16.npy"))
    #expect(try half.doubles() == FormatFixture.quarters)
    let double = try NPYFile(contentsOf: FormatFixture.path("float64.npy"))
    #expect(try double.doubles() == FormatFixture.quarters)
    #expect(double.shape == [2, 4])
    #expect(throws: OnsetError.self) { try double.integers() }
    let integers = try NPYFile(contentsOf: FormatFixture.path("int64.npy"))
    #expect(try integers.integers() == Array(-3..<5))
    let flags = try NPYFile(contentsOf: FormatFixture.path("bool.npy"))
    #expect(try flags.integers() == [1, 0])
    #expect(flags.shape == [2, 1])
    let scalar = try NPYFile(contentsOf: FormatFixture.path("scalar.npy"))
    #expect(scalar.shape == [])
    #expect(try scalar.floats() == [0.5])
  }

  @Test(arguments: [("big-endian.npy", "big-endian"), ("object.npy", "plain numbers")])
  func otherElementsAreRefused(name: String, word: String) throws {
    let error = try #require(throws: OnsetError.self) {
      try NPYFile(contentsOf: FormatFixture.path(name))
    }
    #expect(error.code == .unsupported)
    #expect(error.message.contains(word))
  }

  @Test(arguments: [
    "c-order.npy", "float16.npy", "float64.npy", "int64.npy", "bool.npy", "scalar.npy",
  ])
  func writtenFileIsThatOfNumPyByteForByte(name: String) throws {
    let folder = try TemporaryFolder()
    let source = try NPYFile(contentsOf: FormatFixture.path(name))
    let bytes = try FormatFixture.bytes(name)
    let path = folder.file("copy.npy")
    try NPYWriter.write(to: path, dtype: source.dtype, shape: source.shape) {
      (sink) throws(OnsetError) in
      if source.dtype.isInitializable {
        try sink.append(source.floats())
      } else {
        try sink.append(Array(bytes[128...]))
      }
    }
    #expect(try TemporaryFolder.bytes(of: path) == bytes)
  }

  @Test func hostileHeadersAreRefused() throws {
    let folder = try TemporaryFolder()
    let headers = [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (9,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1152921504606846976, 16), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
      "{'descr': '<f4', 'fortran_order': False, 'shape': 2}",
      "{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}",
      "{'descr': '<f4', 'shape': (2,)}", "{'descr': '<f4', 'fortran_order': False}",
      "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,)}",
      "{'descr': '', 'fortran_order': False, 'shape': (2,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)", "{", "",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} import os",
    ]
    for header in headers {
      let text = Array(header.utf8)
      let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(text.count), 0] + text
      let path = try folder.write(bytes + [UInt8](repeating: 0, count: 8), to: "a.npy")
      #expect(throws: OnsetError.self, "\(header)") { try NPYFile(contentsOf: path) }
    }
  }
}
