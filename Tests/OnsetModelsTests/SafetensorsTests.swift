import OnsetCore
import OnsetModels
import OnsetTestSupport
import Testing

@Suite struct SafetensorsTests {
  @Test func everyTypeOfTheReferenceImplementation() throws {
    let file = try SafetensorsFile(contentsOf: FormatFixture.path("types.safetensors"))
    for name in ["f64", "f32", "f16", "bf16", "f8a", "f8b"] {
      #expect(try file.doubles(of: "layer.\(name)") == FormatFixture.quarters)
    }
    for name in ["i64", "i8"] {
      #expect(try file.tensor(named: "layer.\(name)").integers() == Array(-3..<5))
    }
    #expect(try file.tensor(named: "layer.u8").integers() == Array(0..<8))
    #expect(try file.tensor(named: "layer.flag").integers() == [0, 1, 0, 1, 0, 1, 0, 1])
    #expect(file.metadata == ["format": "pt"])
    let shapes = Dictionary(uniqueKeysWithValues: file.tensors.map { ($0.name, $0.shape) })
    #expect(shapes["scalar"] == [])
    #expect(shapes["empty"] == [0, 3])
    #expect(shapes["na\"me\\ü\n"] == [3])
    #expect(try file.floats(of: "empty") == [])
    #expect(throws: OnsetError.self) { try file.floats(of: "absent") }
  }

  @Test func writtenFileIsThatOfTheReferenceByteForByte() throws {
    let folder = try TemporaryFolder()
    let source = try SafetensorsFile(contentsOf: FormatFixture.path("types.safetensors"))
    var writer = try SafetensorsWriter(
      path: folder.file("copy.safetensors"), tensors: source.tensors.shuffled(),
      metadata: source.metadata)
    for tensor in writer.tensors {
      try writer.write(tensor.name) { (sink) throws(OnsetError) in
        try sink.append(source.tensor(named: tensor.name))
      }
    }
    let byteCount = writer.byteCount
    try writer.finish()
    let written = try TemporaryFolder.bytes(of: folder.file("copy.safetensors"))
    #expect(try written == FormatFixture.bytes("types.safetensors"))
    #expect(written.count == byteCount)
    #expect(try folder.names == ["copy.safetensors"])
  }

  @Test(arguments: [DType.float64, .float32, .float16, .bfloat16])
  func numbersAreRoundedToTheTypeInPiecesOfAnySize(dtype: DType) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.safetensors")
    let values = (0..<5000).map { Float($0) * 0.37 - 900 }
    let tensor = try TensorDescription(name: "a", dtype: dtype, shape: [50, 100])
    var writer = try SafetensorsWriter(path: path, tensors: [tensor])
    try writer.write("a") { (sink) throws(OnsetError) in
      try sink.append(Array(values[..<1]))
      try sink.append(Array(values[1..<4001]))
      try sink.append(values[4001...].map { Double($0) })
    }
    try writer.finish()
    let stored = try SafetensorsFile(contentsOf: path).floats(of: "a")
    let expected = values.map { value -> Float in
      switch dtype {
      case .float16: HalfFloat.float(float16Bits: HalfFloat.float16Bits(value))
      case .bfloat16: HalfFloat.float(bfloat16Bits: HalfFloat.bfloat16Bits(value))
      default: value
      }
    }
    #expect(stored == expected)
  }

  @Test func tooManyTooFewAndTooLargeNumbersAreRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("a.safetensors")
    let tensor = try TensorDescription(name: "a", dtype: .float16, shape: [3])
    let attempts: [([Float], OnsetError.Code)] = [
      ([1, 2, 3, 4], .shapeMismatch), ([1, 2], .shapeMismatch), ([1, 70000, 3], .invalidValue),
    ]
    for (values, code) in attempts {
      let error = try #require(throws: OnsetError.self) {
        var writer = try SafetensorsWriter(path: path, tensors: [tensor])
        try writer.write("a") { (sink) throws(OnsetError) in try sink.append(values) }
        try writer.finish()
      }
      #expect(error.code == code)
      #expect(error.description.contains("“a”"))
    }
    #expect(try folder.names == [])
  }

  @Test func namesMustBeUniqueAndFree() throws {
    let folder = try TemporaryFolder()
    let tensor = try TensorDescription(name: "a", dtype: .float32, shape: [3])
    let reserved = try TensorDescription(name: "__metadata__", dtype: .float32, shape: [3])
    let text = try TensorDescription(name: "s", dtype: .string, shape: [3])
    for tensors in [[tensor, tensor], [reserved], [text]] {
      #expect(throws: OnsetError.self) {
        _ = try SafetensorsWriter(path: folder.file("a.safetensors"), tensors: tensors)
      }
    }
    #expect(try folder.names == [])
  }

  @Test func checkpointInShards() throws {
    let path = FormatFixture.path("sharded/model.safetensors.index.json")
    let index = try SafetensorsIndex(contentsOf: path)
    #expect(index.tensors.map(\.name) == ["a", "b", "c"])
    #expect(index.unlistedTensors.map(\.name) == ["extra"])
    #expect(index.shards.count == 2)
    #expect(try index.floats(of: "c") == [2, 2])
    #expect(throws: OnsetError.self) { try index.floats(of: "extra") }
  }

  @Test func indexIsReadBack() throws {
    let folder = try TemporaryFolder()
    for number in 1...2 {
      _ = try folder.copy(
        FormatFixture.path("sharded/model-0000\(number)-of-00002.safetensors"))
    }
    let shards = (1...2).map { "model-0000\($0)-of-00002.safetensors" }
    let path = folder.file("model.safetensors.index.json")
    try SafetensorsIndex.write(
      to: path, weightMap: ["c": shards[1], "a": shards[0], "b": shards[0], "extra": shards[1]],
      totalByteCount: 48)
    let index = try SafetensorsIndex(contentsOf: path)
    #expect(Set(index.tensors.map(\.name)) == ["a", "b", "c", "extra"])
    #expect(index.unlistedTensors == [])
  }

  @Test func brokenIndexesAreRefused() throws {
    let folder = try TemporaryFolder()
    _ = try folder.copy(FormatFixture.path("sharded/model-00001-of-00002.safetensors"))
    let shard = "model-00001-of-00002.safetensors"
    let texts = [
      "{\"weight_map\": {\"a\": \"../\(shard)\"}}", "{\"weight_map\": {\"a\": \"/etc/passwd\"}}",
      "{\"weight_map\": {\"a\": \"missing.safetensors\"}}", "{\"weight_map\": {\"a\": 3}}",
      "{\"weight_map\": {\"a\": \"\(shard)\", \"a\": \"\(shard)\"}}", "{\"metadata\": {}}", "[]",
      "", "{\"weight_map\": {\"z\": \"\(shard)\"}}", "{\"weight_map\": {}} x",
      "{\"metadata\": " + String(repeating: "[", count: 100_000),
      "{\"weight_map\": {\"a\": \"\(shard)\"",
    ]
    for text in texts {
      let path = try folder.write(Array(text.utf8), to: "model.safetensors.index.json")
      let error = #expect(throws: OnsetError.self) { try SafetensorsIndex(contentsOf: path) }
      #expect(error?.description.contains("index.json") == true, "\(text.prefix(60))")
    }
  }
}
