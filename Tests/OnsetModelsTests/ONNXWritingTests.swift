import OnsetCore
import OnsetModels
import OnsetTestSupport
import Testing

@Suite struct ONNXWritingTests {
  @Test(arguments: ["encodings.onnx", "extras.onnx", "opset7"])
  func nothingReplacedIsTheSameFile(name: String) throws {
    let folder = try TemporaryFolder()
    let source =
      name == "opset7"
      ? try folder.write(WireBytes.model([WireBytes.tensor()], opset: 7), to: "source.onnx")
      : FormatFixture.path(name)
    let written = try ONNXModel(contentsOf: source).write(
      to: folder.file("copy.onnx"), replacing: [:])
    #expect(written == [folder.file("copy.onnx")])
    #expect(try TemporaryFolder.bytes(of: written[0]) == TemporaryFolder.bytes(of: source))
  }

  @Test func replacedRawDataLeavesEveryOtherByte() throws {
    let folder = try TemporaryFolder()
    let model = try ONNXModel(contentsOf: FormatFixture.path("extras.onnx"))
    let values = (0..<600).map { Float(-$0) }
    try model.write(to: folder.file("new.onnx"), replacing: ["big": ReplacementTensor(values)])
    let new = try ONNXModel(contentsOf: folder.file("new.onnx"))
    #expect(try new.floats(of: "big") == values)
    #expect(new.initializers == model.initializers)

    // The same size, so both files can be compared piece by piece around the field.
    let old = try FormatFixture.bytes("extras.onnx")
    let bytes = try TemporaryFolder.bytes(of: folder.file("new.onnx"))
    #expect(bytes.count == old.count)
    guard case .inline(let payload) = try model.tensor(named: "big").location,
      case .inline(let newPayload) = try new.tensor(named: "big").location
    else { return #expect(Bool(false), "raw data must be inline") }
    // The element bytes move behind the descriptive fields of the same tensor and no further.
    let start = payload.lowerBound - 40
    #expect(bytes[..<start] == old[..<start])
    let end = max(payload.upperBound, newPayload.upperBound) + 40
    #expect(bytes[end...] == old[end...])
    for text in ["kept by every copy", "training", "devices"] {
      #expect(contains(bytes, text), "\(text)")
    }
  }

  @Test func typedDataBecomesRawDataOfTheSameType() throws {
    let folder = try TemporaryFolder()
    let model = try ONNXModel(contentsOf: FormatFixture.path("encodings.onnx"))
    let values: [Float] = [1, -2, 0.5, 4, -0.25, 6, 7, 8]
    let names = ["float", "double", "float16", "bfloat16"].map { "\($0).typed" }
    try model.write(
      to: folder.file("new.onnx"),
      replacing: Dictionary(uniqueKeysWithValues: names.map { ($0, ReplacementTensor(values)) }))
    let new = try ONNXModel(contentsOf: folder.file("new.onnx"))
    #expect(new.initializers == model.initializers)
    for tensor in new.initializers where tensor.dtype != .string {
      let expected =
        names.contains(tensor.name) ? values.map { Double($0) } : try model.doubles(of: tensor.name)
      #expect(try new.doubles(of: tensor.name) == expected, "\(tensor.name)")
    }
  }

  @Test func externalDataGoesToANewFileBesideTheModel() throws {
    let folder = try TemporaryFolder()
    let model = try ONNXModel(contentsOf: FormatFixture.path("external.onnx"))
    let values = [Float](repeating: 0.5, count: 8)
    let path = folder.file("new.onnx")
    let written = try model.write(to: path, replacing: ["second": ReplacementTensor(values)])
    #expect(written == [path, path + ".data"])
    #expect(try folder.names == ["new.onnx", "new.onnx.data"])
    let new = try ONNXModel(contentsOf: path)
    #expect(try new.floats(of: "second") == values)
    #expect(try new.floats(of: "first") == (0..<600).map { Float($0) })
    #expect(try new.tensor(named: "inline").integers() == [2])
    #expect(
      try new.tensor(named: "second").location
        == .external(path: path + ".data", bytes: 4096..<4112))
  }

  @Test func inPlaceTheOldDataFileIsNotTouched() throws {
    let folder = try TemporaryFolder()
    let path = try folder.copy(FormatFixture.path("external.onnx"))
    let data = try folder.copy(FormatFixture.path("external.data"))
    for round in 1...2 {
      let values = [Float](repeating: Float(round), count: 8)
      let written = try ONNXModel(contentsOf: path).write(
        to: path, replacing: ["second": ReplacementTensor(values)])
      #expect(written[1] == (round == 1 ? path + ".data" : path + "-2.data"))
      #expect(try ONNXModel(contentsOf: path).floats(of: "second") == values)
    }
    #expect(try TemporaryFolder.bytes(of: data) == FormatFixture.bytes("external.data"))
  }

  @Test func modelsBeyondTheLimitPutReplacementsOutside() throws {
    let folder = try TemporaryFolder()
    // Seven-bit numbers in int32_data take one byte each, so raw data is larger than what was there.
    let typed = WireBytes.bytes(5, [UInt8](repeating: 0, count: 3000))
    let bytes = WireBytes.model([WireBytes.tensor(type: 10, dims: [3000], typed)])
    let model = try ONNXModel(contentsOf: folder.write(bytes, to: "model.onnx"))
    let values = [Float](repeating: 2, count: 3000)
    let path = folder.file("new.onnx")
    let replacements = ["w": ReplacementTensor(values)]
    #expect(try model.write(to: path, replacing: replacements, inlineLimit: 7000) == [path])
    let written = try model.write(to: path, replacing: replacements, inlineLimit: 5000)
    #expect(written == [path, path + ".data"])
    #expect(try TemporaryFolder.bytes(of: path).count < 200)
    #expect(try ONNXModel(contentsOf: path).floats(of: "w") == values)
    #expect(throws: OnsetError.self) {
      try model.write(to: path, replacing: replacements, inlineLimit: 20)
    }
  }

  @Test func failuresLeaveTheOldFileAndNothingElse() throws {
    let folder = try TemporaryFolder()
    for name in ["extras.onnx", "external.onnx"] {
      let model = try ONNXModel(contentsOf: FormatFixture.path(name))
      let path = try folder.write([1, 2, 3], to: "old.onnx")
      let target = name == "extras.onnx" ? "big" : "first"
      let failure = OnsetError(.invalidValue, "on purpose")
      let attempts: [[String: ReplacementTensor]] = [
        [target: ReplacementTensor { (_) throws(OnsetError) in throw failure }],
        [target: ReplacementTensor([1, 2])],
        [target: ReplacementTensor([Float](repeating: 0, count: 601))],
        ["absent": ReplacementTensor([1])],
        ["sparse": ReplacementTensor([1])],
      ]
      for replacements in attempts {
        #expect(throws: OnsetError.self) { try model.write(to: path, replacing: replacements) }
        #expect(try TemporaryFolder.bytes(of: path) == [1, 2, 3])
        #expect(try folder.names == ["old.onnx"])
      }
    }
  }

  @Test func graphInSeveralPiecesIsKept() throws {
    // Protobuf merges a field that occurs twice; the second graph's initializers count as well.
    let folder = try TemporaryFolder()
    let second = WireBytes.bytes(7, WireBytes.bytes(5, WireBytes.tensor(name: "v")))
    let bytes = WireBytes.model([WireBytes.tensor()]) + second
    let model = try ONNXModel(contentsOf: folder.write(bytes, to: "model.onnx"))
    #expect(model.initializers.map(\.name) == ["w", "v"])
    try model.write(to: folder.file("new.onnx"), replacing: ["v": ReplacementTensor([3, 4])])
    let new = try ONNXModel(contentsOf: folder.file("new.onnx"))
    #expect(try new.floats(of: "w") == [0, 0])
    #expect(try new.floats(of: "v") == [3, 4])
  }

  private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    let text = Array(text.utf8)
    return bytes.indices.dropLast(text.count).contains { bytes[$0...].starts(with: text) }
  }
}
