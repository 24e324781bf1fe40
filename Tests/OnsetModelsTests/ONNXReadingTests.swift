import OnsetCore
import OnsetModels
import Testing

@Suite struct ONNXReadingTests {
  @Test(arguments: [
    "float", "double", "float16", "bfloat16", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2",
    "float8e5m2fnuz",
  ])
  func floatingPointTypesInBothEncodings(type: String) throws {
    let model = try ONNXModel(contentsOf: FormatFixture.path("encodings.onnx"))
    for encoding in ["raw", "typed"] {
      #expect(try model.doubles(of: "\(type).\(encoding)") == FormatFixture.quarters)
      #expect(
        try model.floats(of: "\(type).\(encoding)") == FormatFixture.quarters.map { Float($0) })
    }
  }

  @Test(arguments: [
    ("int64", -3), ("int32", -3), ("int16", -3), ("int8", -3), ("uint64", 0), ("uint32", 0),
    ("uint16", 0), ("uint8", 0),
  ])
  func integerTypesInBothEncodings(type: String, first: Int) throws {
    let model = try ONNXModel(contentsOf: FormatFixture.path("encodings.onnx"))
    for encoding in ["raw", "typed"] {
      let tensor = try model.tensor(named: "\(type).\(encoding)")
      #expect(try tensor.integers() == Array(first..<first + 8))
      #expect(try tensor.doubles() == (first..<first + 8).map(Double.init))
    }
  }

  @Test func booleansAndStrings() throws {
    let model = try ONNXModel(contentsOf: FormatFixture.path("encodings.onnx"))
    #expect(try model.tensor(named: "bool.raw").integers() == [0, 1, 0, 1, 0, 1, 0, 1])
    #expect(try model.tensor(named: "bool.typed").integers() == [0, 1, 0, 1, 0, 1, 0, 1])
    let text = try model.tensor(named: "string.typed")
    #expect(text.description.shape == [2])
    #expect(throws: OnsetError.self) { try text.rawBytes() }
    #expect(throws: OnsetError.self) { try text.floats() }
  }

  @Test func everyInitializerIsDescribed() throws {
    let model = try ONNXModel(contentsOf: FormatFixture.path("extras.onnx"))
    #expect(model.initializers.map(\.name) == ["weight", "big", "not finite", "sparse"])
    #expect(model.initializers.map(\.shape) == [[2, 4], [20, 30], [4], [10]])
    #expect(try model.tensor(named: "weight").location == .decoded)
    #expect(try model.tensor(named: "sparse").location == .sparse)
    #expect(throws: OnsetError.self) { try model.floats(of: "sparse") }
    #expect(throws: OnsetError.self) { try model.tensor(named: "absent") }
  }

  @Test func largePayloadsAreNotDecodedButRead() throws {
    let model = try ONNXModel(contentsOf: FormatFixture.path("extras.onnx"))
    let big = model.proto.graph.initializer[1]
    #expect(big.name == "big" && !big.hasRawData && big.dims == [20, 30])
    #expect(model.proto.graph.initializer[2].rawData.count == 16)
    #expect(try model.floats(of: "big") == (0..<600).map { Float($0) })
    #expect(try model.tensor(named: "big").floats(in: 31..<34) == [31, 32, 33])
    #expect(try model.tensor(named: "big").doubles(in: 598..<600) == [598, 599])
  }

  @Test func notFiniteNumbersAreReturnedAsTheyAre() throws {
    let model = try ONNXModel(contentsOf: FormatFixture.path("extras.onnx"))
    let values = try model.floats(of: "not finite")
    #expect(values[0].isNaN)
    #expect(Array(values[1...]) == [.infinity, -.infinity, 1])
  }

  @Test func externalData() throws {
    let path = FormatFixture.path("external.onnx")
    let model = try ONNXModel(contentsOf: path)
    #expect(try model.floats(of: "first") == (0..<600).map { Float($0) })
    #expect(try model.doubles(of: "second") == FormatFixture.quarters)
    #expect(try model.tensor(named: "inline").integers() == [2])
    let location = TensorLocation.external(
      path: FormatFixture.path("external.data"), bytes: 2400..<2416)
    #expect(try model.tensor(named: "second").location == location)
  }

  @Test func olderOpsetsAreRefusedByNumber() throws {
    let error = try #require(throws: OnsetError.self) {
      try ONNXModel(contentsOf: FormatFixture.path("opset6.onnx"))
    }
    #expect(error.code == .unsupported)
    #expect(error.message.contains("opset 6"))
  }
}
