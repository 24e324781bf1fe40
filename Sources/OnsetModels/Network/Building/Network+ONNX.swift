package import OnsetCore
import SwiftProtobuf

extension Network {
  /// Reads the graph of an ONNX model.
  ///
  /// - Parameters:
  ///   - model: The decoded model.
  ///   - inputShapes: Extents for inputs with open axes, by the input's name; those that are not given
  ///     stay unknown.
  /// - Throws: ``OnsetError`` when the graph contradicts itself: unknown or doubled names, a cycle, an
  ///   attribute of the wrong type, shapes that do not fit, or an input shape that contradicts the file.
  /// - Complexity: O(nodes), plus the elements of shape arithmetic, at most some 16 million.
  package init(
    _ model: Onnx_ModelProto, inputShapes: [String: [Int]] = [:]
  ) throws(OnsetError) {
    let hints = NamingHints(model)
    var builder = NetworkBuilder(model, hints: hints)
    try builder.build(inputShapes: inputShapes)
    var finder = ParameterFinder(builder, hints: hints)
    finder.collectUses()
    self = NetworkAssembly(model, builder, finder, hints).network()
  }
}
