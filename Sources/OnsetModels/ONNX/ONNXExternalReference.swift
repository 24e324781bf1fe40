import OnsetCore

/// Where a tensor says that its elements are outside the model's file.
struct ONNXExternalReference {
  /// The data file, relative to the model's folder.
  let location: String
  /// Where the elements start in it.
  let offset: Int
  /// How many bytes they take, where the model says so.
  let byteCount: Int?

  /// Reads the reference of a tensor.
  ///
  /// - Throws: `OnsetError` when it is incomplete, not a number, or leads out of the model's folder.
  init(_ tensor: Onnx_TensorProto, place: String) throws(OnsetError) {
    var entries: [String: String] = [:]
    for entry in tensor.externalData { entries[entry.key] = entry.value }
    location = entries["location"] ?? ""
    guard FilePath.staysInside(location) else {
      throw OnsetError(
        .invalidFile, "its external data “\(location)” is not below the model's folder", at: place,
        fix: "export the model again with its data file beside it")
    }
    offset = try Self.number(entries["offset"], "offset", place) ?? 0
    byteCount = try Self.number(entries["length"], "length", place)
  }

  private static func number(
    _ text: String?, _ key: String, _ place: String
  ) throws(OnsetError) -> Int? {
    guard let text else { return nil }
    guard let value = Int(text), value >= 0 else {
      throw OnsetError(
        .invalidFile, "the \(key) “\(text)” of its external data is not a number of bytes",
        at: place, fix: "export the model again")
    }
    return value
  }
}
