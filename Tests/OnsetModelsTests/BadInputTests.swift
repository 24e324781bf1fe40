import Foundation
import OnsetCore
import OnsetModels
import OnsetTestSupport
import Testing

/// Files that are broken, hostile or of another kind: each is refused with one sentence that names the
/// file and the fault.
@Suite struct BadInputTests {
  /// What a reader should say about a file.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    let says: String
    var testDescription: String { name }

    init(_ name: String, _ bytes: [UInt8], says: String) {
      self.name = name
      self.bytes = bytes
      self.says = says
    }
  }

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  static let otherKinds = [
    Case("empty", [], says: "empty"),
    Case("PyTorch zip", text("PK\u{3}\u{4}archive/data.pkl") + [0, 0], says: "torch.onnx.export"),
    Case("pickle", [0x80, 0x02, 0x8A, 0x0A], says: "torch.onnx.export"),
    Case("gzip", [0x1F, 0x8B, 8, 0], says: "unpack"),
    Case(
      "LFS pointer", text("version https://git-lfs.github.com/spec/v1\noid sha256:"),
      says: "git lfs pull"),
    Case("web page", text("<!DOCTYPE html><html>"), says: "web page"),
    Case("HDF5", [0x89] + text("HDF\r\n"), says: "HDF5"),
    Case("JSON", text("{\"graph\": {}}"), says: "text file"),
    Case("GGUF", text("GGUF") + [3, 0, 0, 0], says: "GGUF"),
    Case("NumPy", [0x93] + text("NUMPY") + [1, 0], says: "NumPy"),
  ]

  @Test(arguments: otherKinds)
  func otherKindsOfFilesAreCalledByTheirName(input: Case) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(input.bytes, to: "model.onnx")
    try expect(input, at: path) { () throws(OnsetError) in _ = try ONNXModel(contentsOf: path) }
  }

  static let brokenModels: [Case] = {
    let good = WireBytes.model([WireBytes.tensor()])
    func model(_ tensor: [UInt8]) -> [UInt8] { WireBytes.model([tensor]) }
    let claim = WireBytes.variableInteger(7 << 3 | 2) + WireBytes.variableInteger(1 << 60)
    return [
      Case("truncated", Array(good.dropLast(9)), says: "claims"),
      Case("claims 2^60 bytes", claim + [1], says: "claims 1152921504606846976 bytes"),
      Case("endless number", [UInt8](repeating: 0xFF, count: 20), says: "too long"),
      Case("field number zero", [0x02, 0x00], says: "no field"),
      Case("group", [0x0B, 0x0C], says: "no field"),
      Case("text in place of a model", text("hello world, hello world"), says: "ONNX"),
      Case("no graph", WireBytes.integer(1, 8), says: "no graph"),
      Case(
        "graph is a number", WireBytes.integer(7, 8), says: "no graph"),
      Case(
        "name is not UTF-8",
        model(WireBytes.integer(2, 1) + WireBytes.bytes(8, [0xFF, 0xFE])), says: "UTF8"),
      Case(
        "nested too deep", WireBytes.model([]) + WireBytes.bytes(7, nested(depth: 300)),
        says: "not a valid ONNX model"),
      Case("raw data too short", model(WireBytes.tensor(dims: [3])), says: "8 bytes"),
      Case("impossible shape", model(WireBytes.tensor(dims: [1 << 40, 1 << 40])), says: "“w”"),
      Case("negative extent", model(WireBytes.tensor(dims: [-1])), says: "negative"),
      Case("huge shape", model(WireBytes.tensor(dims: [1 << 61])), says: "larger than memory"),
      Case("unknown type", model(WireBytes.tensor(type: 99)), says: "number 99"),
      Case("four-bit type", model(WireBytes.tensor(type: 22)), says: "int4"),
      Case("no name", model(WireBytes.tensor(name: "")), says: "no name"),
      Case(
        "a name twice", WireBytes.model([WireBytes.tensor(), WireBytes.tensor()]),
        says: "two initializers"),
      Case("no data", model(WireBytes.tensor([])), says: "0 bytes"),
      Case(
        "half-precision bits out of range",
        model(WireBytes.tensor(type: 10, dims: [1], WireBytes.integer(5, 1 << 20))),
        says: "does not fit"),
      Case(
        "external data is missing", model(WireBytes.tensor(external([("location", "w.bin")]))),
        says: "w.bin"),
      Case(
        "external data in the parent folder",
        model(WireBytes.tensor(external([("location", "../secret")]))), says: "not below"),
      Case(
        "external data by a nested way out",
        model(WireBytes.tensor(external([("location", "a/../../secret")]))), says: "not below"),
      Case(
        "external data anywhere",
        model(WireBytes.tensor(external([("location", "/etc/passwd")]))), says: "not below"),
      Case("external data nowhere", model(WireBytes.tensor(external([]))), says: "not below"),
      Case(
        "external data beyond its file",
        model(WireBytes.tensor(external([("location", "model.onnx"), ("offset", "100000")]))),
        says: "beyond the end"),
      Case(
        "external offset overflows",
        model(
          WireBytes.tensor(external([("location", "model.onnx"), ("offset", "\(Int.max)")]))),
        says: "beyond the end"),
      Case(
        "external offset is negative",
        model(WireBytes.tensor(external([("location", "model.onnx"), ("offset", "-8")]))),
        says: "not a number"),
      Case(
        "external length does not fit",
        model(WireBytes.tensor(external([("location", "model.onnx"), ("length", "9")]))),
        says: "9 bytes"),
      Case(
        "external data is a folder", model(WireBytes.tensor(external([("location", ".")]))),
        says: "folder"),
    ]
  }()

  private static func external(_ entries: [(String, String)]) -> [UInt8] {
    WireBytes.external(entries)
  }

  /// A graph in a node's attribute in a graph, and so on.
  private static func nested(depth: Int) -> [UInt8] {
    var graph: [UInt8] = []
    for _ in 0..<depth { graph = WireBytes.bytes(1, WireBytes.bytes(5, WireBytes.bytes(6, graph))) }
    return graph
  }

  @Test(arguments: brokenModels)
  func brokenModelsAreRefused(input: Case) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(input.bytes, to: "model.onnx")
    try expect(input, at: path) { () throws(OnsetError) in _ = try ONNXModel(contentsOf: path) }
  }

  static let brokenSafetensors: [Case] = {
    func file(_ header: String, dataCount: Int = 8) -> [UInt8] {
      let text = Array(header.utf8)
      return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
        + [UInt8](repeating: 0, count: dataCount)
    }
    func entry(_ name: String, _ shape: String, _ offsets: String, _ dtype: String = "F32")
      -> String
    {
      "\"\(name)\":{\"dtype\":\"\(dtype)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
    }
    func header(_ entries: String...) -> [UInt8] { file("{\(entries.joined(separator: ","))}") }
    let good = header(entry("a", "[2]", "[0,8]"))
    return [
      Case("too short", [1, 2, 3], says: "3 bytes"),
      Case(
        "header of 2^60 bytes", [0, 0, 0, 0, 0, 0, 0, 16] + text("{}"), says: "1152921504606846976"),
      Case("header of 2^64 bytes", [UInt8](repeating: 0xFF, count: 8) + text("{}"), says: "claims"),
      Case("truncated header", Array(good[..<30]), says: "claims"),
      Case("truncated data", Array(good.dropLast()), says: "file ends within"),
      Case("more data than tensors", good + [0], says: "belong to no tensor"),
      Case("not JSON", file("{\"a\": nonsense}"), says: "broken"),
      Case("not an object", file("[1, 2]"), says: "not a JSON object"),
      Case("unfinished", file("{\"a\": {"), says: "broken"),
      Case("text after the end", file("{}{}", dataCount: 0), says: "after its end"),
      Case("not UTF-8", [3, 0, 0, 0, 0, 0, 0, 0] + text("{\"") + [0xFF], says: "does not end"),
      Case(
        "name not UTF-8", [11, 0, 0, 0, 0, 0, 0, 0] + text("{\"") + [0xFF] + text("\": 1    }"),
        says: "not UTF-8"),
      Case(
        "nesting bomb", file("{\"a\":" + String(repeating: "[", count: 100_000)), says: "broken"),
      Case(
        "metadata is not text", file("{\"__metadata__\":{\"a\":{}}}", dataCount: 0), says: "broken"),
      Case(
        "overlap", header(entry("a", "[2]", "[0,8]"), entry("b", "[1]", "[4,8]")), says: "overlaps"),
      Case(
        "the same bytes twice", header(entry("a", "[2]", "[0,8]"), entry("b", "[2]", "[0,8]")),
        says: "overlaps"),
      Case("gap", header(entry("a", "[1]", "[4,8]")), says: "gap"),
      Case("beyond the end", header(entry("a", "[4]", "[0,16]")), says: "file ends within"),
      Case("range backwards", header(entry("a", "[2]", "[8,0]")), says: "impossible"),
      Case("one offset", header(entry("a", "[2]", "[8]")), says: "impossible"),
      Case("wrong byte count", header(entry("a", "[3]", "[0,8]")), says: "its shape takes 12"),
      Case("negative extent", header(entry("a", "[-2]", "[0,8]")), says: "whole number"),
      Case("fraction", header(entry("a", "[2.0]", "[0,8]")), says: "whole number"),
      Case(
        "extent beyond 64 bits", header(entry("a", "[99999999999999999999]", "[0,8]")),
        says: "whole number"),
      Case(
        "impossible shape", header(entry("a", "[4611686018427387904,16]", "[0,8]")),
        says: "more elements"),
      Case("unknown type", header(entry("a", "[2]", "[0,8]", "F4")), says: "“F4”"),
      Case(
        "a name twice", header(entry("a", "[1]", "[0,4]"), entry("a", "[1]", "[4,8]")),
        says: "twice"),
      Case(
        "a name twice by escapes",
        header(entry("a", "[1]", "[0,4]"), entry("\\u0061", "[1]", "[4,8]")), says: "twice"),
      Case("property missing", file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}"), says: "missing"),
      Case("property twice", file("{\"a\":{\"shape\":[2],\"shape\":[2]}}"), says: "twice"),
      Case("unknown property", file("{\"a\":{\"quantized\":1}}"), says: "quantized"),
      Case("half a surrogate pair", file("{\"\\ud800\":1}"), says: "surrogate"),
    ]
  }()

  @Test(arguments: brokenSafetensors)
  func brokenSafetensorsAreRefused(input: Case) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(input.bytes, to: "model.safetensors")
    try expect(input, at: path) { () throws(OnsetError) in
      _ = try SafetensorsFile(contentsOf: path)
    }
  }

  @Test func wrongReaderIsCalledByItsName() throws {
    let safetensors = FormatFixture.path("types.safetensors")
    let first = try #require(throws: OnsetError.self) { try ONNXModel(contentsOf: safetensors) }
    #expect(first.message == "this is a safetensors file, not an ONNX model")
    let array = FormatFixture.path("c-order.npy")
    let second = try #require(throws: OnsetError.self) { try SafetensorsFile(contentsOf: array) }
    #expect(second.message == "this is a NumPy array, not a safetensors file")
  }

  @Test(arguments: ["missing.onnx", "folder/missing.onnx", ".", "/dev/zero", ""])
  func pathsWithoutAFileAreRefused(path: String) throws {
    for error in [
      #expect(throws: OnsetError.self) { try ONNXModel(contentsOf: path) },
      #expect(throws: OnsetError.self) { try SafetensorsFile(contentsOf: path) },
      #expect(throws: OnsetError.self) { try NPYFile(contentsOf: path) },
    ] {
      #expect(error?.place == path)
      #expect(error?.fix != nil)
    }
  }

  @Test func namedPipesAreRefusedWithoutWaiting() throws {
    let folder = try TemporaryFolder()
    #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
    #expect(throws: OnsetError.self) { try ONNXModel(contentsOf: folder.file("pipe")) }
  }

  private func expect(
    _ input: Case, at path: String, _ read: () throws(OnsetError) -> Void,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let error = try #require(throws: OnsetError.self, sourceLocation: location) { try read() }
    #expect(error.description.contains(input.says), "\(error)", sourceLocation: location)
    #expect(error.description.contains(path), "\(error)", sourceLocation: location)
    #expect(!error.description.dropLast().contains("\n"), sourceLocation: location)
    #expect(error.fix != nil, "\(error)", sourceLocation: location)
  }
}
