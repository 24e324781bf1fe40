import OnsetCore
import OnsetModels
import Testing

/// Shapes and folded constants. The expected shapes follow from the operators' definitions; those of whole
/// models are ONNX Runtime's own (``NetworkFixtureTests``).
@Suite struct ShapeInferenceTests {
  private typealias Attributes = [String: GraphFixture.Attribute]

  private func shape(
    _ type: String, of inputs: [[Int]], _ attributes: [String: GraphFixture.Attribute] = [:],
    lists: [[Int]] = [], opset: Int = 18, outputs: Int = 1
  ) throws -> [[Int?]?] {
    var graph = GraphFixture(opset: opset)
    var names: [String] = []
    for (index, dims) in inputs.enumerated() {
      graph.input("x\(index)", dims.map { .number($0) })
      names.append("x\(index)")
    }
    for (index, list) in lists.enumerated() {
      graph.integers("l\(index)", list)
      names.append("l\(index)")
    }
    let results = (0..<outputs).map { "y\($0)" }
    graph.node(type, names, results, attributes)
    let network = try graph.network()
    return results.map { network.value($0)?.dimensions }
  }

  @Test(arguments: [
    ([1, 1], [0, 0, 0, 0], [1, 1], [2, 8, 5, 6]), ([2, 2], [1, 1, 1, 1], [1, 1], [2, 8, 4, 4]),
    ([1, 2], [0, 2, 1, 0], [2, 1], [2, 8, 4, 4]), ([3, 3], [0, 0, 0, 0], [1, 2], [2, 8, 2, 2]),
  ])
  func convolutions(strides: [Int], pads: [Int], dilations: [Int], expected: [Int]) throws {
    // floor((extent + pads − dilation·(window − 1) − 1) / stride) + 1 for 7×8 and a 3×3 window.
    let result = try shape(
      "Conv", of: [[2, 4, 7, 8], [8, 4, 3, 3]],
      [
        "strides": .integers(strides), "pads": .integers(pads), "dilations": .integers(dilations),
      ])
    #expect(result == [expected])
  }

  @Test func automaticPadding() throws {
    let same = try shape(
      "Conv", of: [[1, 1, 7, 7], [1, 1, 3, 3]],
      ["auto_pad": .text("SAME_UPPER"), "strides": .integers([2, 2])])
    #expect(same == [[1, 1, 4, 4]])
    let valid = try shape("Conv", of: [[1, 1, 7, 7], [1, 1, 3, 3]], ["auto_pad": .text("VALID")])
    #expect(valid == [[1, 1, 5, 5]])
  }

  @Test func transposedConvolutions() throws {
    // stride·(extent − 1) + output padding + dilation·(window − 1) + 1 − pads
    let result = try shape(
      "ConvTranspose", of: [[1, 6, 5, 5], [6, 4, 4, 4]],
      [
        "strides": .integers([2, 3]), "pads": .integers([1, 0, 1, 0]),
        "output_padding": .integers([1, 0]), "group": .integer(2),
      ])
    #expect(result == [[1, 8, 11, 16]])
  }

  @Test func poolsRoundDownOrUp() throws {
    let attributes: [String: GraphFixture.Attribute] = [
      "kernel_shape": .integers([3, 3]), "strides": .integers([2, 2]),
    ]
    #expect(try shape("MaxPool", of: [[1, 2, 8, 8]], attributes) == [[1, 2, 3, 3]])
    var up = attributes
    up["ceil_mode"] = .integer(1)
    #expect(try shape("AveragePool", of: [[1, 2, 8, 8]], up) == [[1, 2, 4, 4]])
    #expect(try shape("GlobalAveragePool", of: [[1, 2, 8, 8]]) == [[1, 2, 1, 1]])
  }

  @Test func products() throws {
    #expect(try shape("MatMul", of: [[5, 1, 2, 3], [4, 3, 7]]) == [[5, 4, 2, 7]])
    #expect(try shape("MatMul", of: [[3], [4, 3, 7]]) == [[4, 7]])
    #expect(try shape("Gemm", of: [[2, 3], [5, 3]], ["transB": .integer(1)]) == [[2, 5]])
    #expect(
      try shape("Einsum", of: [[2, 3, 4], [2, 4, 5]], ["equation": .text("bij, bjk -> bik")])
        == [[2, 3, 5]])
  }

  @Test func movingElements() throws {
    #expect(try shape("Reshape", of: [[2, 3, 4]], lists: [[0, -1]]) == [[2, 12]])
    #expect(try shape("Flatten", of: [[2, 3, 4]], ["axis": .integer(2)]) == [[6, 4]])
    #expect(try shape("Transpose", of: [[2, 3, 4]]) == [[4, 3, 2]])
    #expect(try shape("Squeeze", of: [[1, 3, 1]]) == [[3]])
    #expect(try shape("Unsqueeze", of: [[3]], lists: [[0, -1]]) == [[1, 3, 1]])
    #expect(
      try shape("Concat", of: [[2, 3], [2, 4]], ["axis": .integer(-1)]) == [[2, 7]])
    #expect(
      try shape("Split", of: [[7, 2]], opset: 13, outputs: 3) == [[3, 2], [3, 2], [1, 2]])
    #expect(try shape("Split", of: [[7, 2]], lists: [[2, 5]], outputs: 2) == [[2, 2], [5, 2]])
    #expect(try shape("Expand", of: [[3, 1]], lists: [[2, 1, 4]]) == [[2, 3, 4]])
    #expect(try shape("Tile", of: [[2, 3]], lists: [[3, 2]]) == [[6, 6]])
    #expect(
      try shape("DepthToSpace", of: [[1, 8, 2, 3]], ["blocksize": .integer(2)]) == [[1, 2, 4, 6]])
    #expect(
      try shape("SpaceToDepth", of: [[1, 2, 4, 6]], ["blocksize": .integer(2)]) == [[1, 8, 2, 3]])
    #expect(try shape("Pad", of: [[2, 3]], lists: [[1, 0, 0, 2]]) == [[3, 5]])
  }

  @Test(arguments: [
    (0, Int.max, 1, 10), (-3, Int.max, 1, 3), (2, -2, 1, 6), (8, 2, -2, 3), (-1, Int.min, -1, 10),
    (0, 10, 3, 4), (5, 5, 1, 0), (20, 30, 1, 0),
  ])
  func slices(start: Int, end: Int, step: Int, expected: Int) throws {
    // The last number is what Python's len(range(10)[start:end:step]) gives.
    let result = try shape("Slice", of: [[10]], lists: [[start], [end], [0], [step]])
    #expect(result == [[expected]])
  }

  @Test func reductions() throws {
    #expect(try shape("ReduceMean", of: [[2, 3, 4]], lists: [[-1]]) == [[2, 3, 1]])
    #expect(
      try shape("ReduceSum", of: [[2, 3, 4]], ["keepdims": .integer(0)], lists: [[0, 2]]) == [[3]])
    #expect(try shape("ReduceMax", of: [[2, 3]], ["keepdims": .integer(0)]) == [[]])
    #expect(try shape("ArgMax", of: [[2, 3]], ["axis": .integer(1)]) == [[2, 1]])
    #expect(
      try shape("TopK", of: [[2, 9]], lists: [[4]], outputs: 2) == [[2, 4], [2, 4]])
  }

  @Test func aFreeBatchAxisIsCarriedThroughShapeArithmetic() throws {
    var graph = GraphFixture()
    graph.input("x", ["batch", 6, 4])
    graph.integers("rows", [-1, 4])
    graph.integers("first", [0], dims: [])
    graph.integers("axes", [0])
    graph.integers("rest", [-1, 12])
    graph.node("Reshape", ["x", "rows"], ["flat"])
    graph.node("Shape", ["x"], ["shape"])
    graph.node("Gather", ["shape", "first"], ["size"])
    graph.node("Unsqueeze", ["size", "axes"], ["list"])
    graph.node("Concat", ["list", "rest"], ["target"], ["axis": .integer(0)])
    graph.node("Reshape", ["flat", "target"], ["y"])
    let open = try graph.network()
    #expect(open.value("flat")?.dimensions == [nil, 4])
    #expect(open.value("y")?.dimensions == [nil, 2, 12])
    let bound = try graph.network(["x": [5, 6, 4]])
    #expect(bound.value("flat")?.dimensions == [30, 4])
    #expect(bound.value("y")?.dimensions == [5, 2, 12])
    #expect(bound.value("target")?.constant?.integers == [5, -1, 12])
  }

  @Test func anInputShapeThatContradictsTheFileIsRefused() throws {
    var graph = GraphFixture()
    graph.input("x", ["batch", 6])
    graph.node("Relu", ["x"], ["y"])
    for shape in [[2, 7], [2], [-1, 6], [0, 6]] {
      let error = #expect(throws: OnsetError.self) { try graph.network(["x": shape]) }
      #expect(error?.code == .invalidArgument)
    }
    #expect(throws: OnsetError.self) { try graph.network(["z": [2, 6]]) }
  }

  @Test func formulasOfConstantsAreFolded() throws {
    var graph = GraphFixture()
    graph.input("x", [1, 2, 3, 16])
    graph.integers("last", [-1], dims: [])
    graph.node("Shape", ["x"], ["shape"])
    graph.node("Gather", ["shape", "last"], ["size"])
    graph.node("Cast", ["size"], ["real"], ["to": .integer(1)])
    graph.node("Sqrt", ["real"], ["root"])
    graph.node("Constant", [], ["one"], ["value_float": .real(1)])
    graph.node("Div", ["one", "root"], ["scale"])
    let network = try graph.network()
    #expect(network.value("scale")?.constant?.scalar == 0.25)
  }

  @Test func contradictingShapesAreRefused() throws {
    let error = #expect(throws: OnsetError.self) {
      try shape("MatMul", of: [[2, 3], [4, 5]])
    }
    #expect(error?.code == .shapeMismatch)
    #expect(throws: OnsetError.self) { try shape("Conv", of: [[1, 3, 8, 8], [4, 2, 3, 3]]) }
  }
}
