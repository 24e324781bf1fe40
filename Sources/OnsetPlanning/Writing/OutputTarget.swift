public import OnsetCore

/// Where initial weights go, and in which format.
public struct OutputTarget: Hashable, Sendable {
  /// A format that can be written.
  public enum Format: String, Hashable, Sendable {
    case safetensors, onnx
  }

  /// The file.
  public let path: String
  /// Its format, told by the path's ending.
  public let format: Format

  /// Tells the format of a path.
  ///
  /// - Throws: `OnsetError` when the path ends in neither `.safetensors` nor `.onnx`.
  public init(path: String) throws(OnsetError) {
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard path.contains("."), let format = Format(rawValue: ending) else {
      throw OnsetError(
        .invalidArgument, "the output's format cannot be told from its name", at: path,
        fix: "end it in .safetensors or .onnx")
    }
    self.path = path
    self.format = format
  }

  /// Checks that the format can store another element type than the model's.
  ///
  /// - Parameter dtype: The type asked for, or `nil` for the model's own.
  /// - Throws: `OnsetError` for an ONNX file, whose graph would no longer fit its types.
  public func check(dtype: DType?) throws(OnsetError) {
    guard format == .onnx, dtype != nil else { return }
    throw OnsetError(
      .unsupported, "--dtype would make an ONNX graph ill-typed", at: path,
      fix: "write .safetensors, or export the model in that type")
  }

  /// The element type of a name on the command line.
  ///
  /// - Throws: `OnsetError` when Onset cannot write that type.
  public static func dtype(named name: String) throws(OnsetError) -> DType {
    let short = ["bf16": DType.bfloat16, "fp16": .float16, "f16": .float16, "fp32": .float32]
    if let dtype = short[name] ?? DType(rawValue: name), dtype.isInitializable { return dtype }
    let names = DType.allCases.filter(\.isInitializable).map(\.rawValue).joined(separator: ", ")
    throw OnsetError(
      .invalidArgument, "weights cannot be written as '\(name)'", fix: "choose one of \(names)")
  }
}
