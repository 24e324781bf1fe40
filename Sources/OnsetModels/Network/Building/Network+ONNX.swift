public import OnsetCore
import SwiftProtobuf

extension ONNXModel {
  /// The model's graph: typed operators, shapes, and the parameters with their roles and names.
  ///
  /// ```swift
  /// let model = try ONNXModel(contentsOf: "vit.onnx")
  /// let network = try model.network(inputShapes: ["input": [16, 3, 32, 32]])
  /// ```
  ///
  /// - Parameter inputShapes: Extents for inputs with open axes, by the input's name; open axes that are
  ///   not given stay unknown, and everything that does not depend on them is still found.
  /// - Throws: `OnsetError` when the graph contradicts itself: unknown or doubled names, a cycle, an
  ///   attribute of the wrong type, shapes that do not fit, or an input shape that contradicts the file.
  ///   Operators without a meaning are no error; they are ``Operation/unknown(domain:type:)``.
  /// - Complexity: O(nodes), plus the elements of shape arithmetic, at most some 16 million.
  public func network(inputShapes: [String: [Int]] = [:]) throws(OnsetError) -> Network {
    do throws(OnsetError) {
      return try Network(proto, store: self, inputShapes: inputShapes)
    } catch {
      throw error.within(path)
    }
  }
}

extension Network {
  /// Reads the graph of a decoded model.
  ///
  /// - Parameters:
  ///   - model: The decoded model.
  ///   - store: The file that it came from, for data that the message leaves out.
  ///   - inputShapes: Extents for inputs with open axes.
  /// - Throws: `OnsetError` when the graph contradicts itself.
  package init(
    _ model: Onnx_ModelProto, store: ONNXModel? = nil, inputShapes: [String: [Int]] = [:]
  ) throws(OnsetError) {
    let hints = NamingHints(model)
    var builder = NetworkBuilder(model, store: store, hints: hints)
    try builder.build(inputShapes: inputShapes)
    var finder = ParameterFinder(builder, hints: hints)
    finder.collectUses()
    self = NetworkAssembly(model, builder, finder, hints).network()
  }
}
