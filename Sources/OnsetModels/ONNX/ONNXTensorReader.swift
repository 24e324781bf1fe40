import OnsetCore

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Checks ONNX tensors and finds their elements, wherever the format lets them be.
struct ONNXTensorReader {
  /// The model's file.
  let path: String

  /// The checked name, type and shape of a tensor.
  ///
  /// - Throws: `OnsetError` when the type is unknown or the shape impossible.
  func describe(_ tensor: Onnx_TensorProto) throws(OnsetError) -> TensorDescription {
    guard let dtype = ONNXDataType.dtype(tensor.dataType) else {
      throw OnsetError(
        .unsupported, "its elements have the type \(ONNXDataType.name(tensor.dataType))",
        at: place(tensor.name), fix: "export the model with 8-bit or wider elements")
    }
    return try TensorDescription(
      name: tensor.name, dtype: dtype, dimensions: tensor.dims.map { Int($0) },
      place: place(tensor.name))
  }

  /// A tensor with its elements.
  ///
  /// - Parameters:
  ///   - tensor: The decoded message, perhaps without its raw data.
  ///   - rawRange: Where the raw data lies in `file`, for tensors whose raw data was not decoded.
  ///   - file: The model's file.
  /// - Throws: `OnsetError` when shape and elements do not fit each other, or external data is missing.
  func read(
    _ tensor: Onnx_TensorProto, rawRange: Range<Int>? = nil, file: ReadableFile
  ) throws(OnsetError) -> StoredTensor {
    let description = try describe(tensor)
    if tensor.dataLocation == .external { return try external(tensor, description) }
    if let rawRange {
      try check(rawRange.count, description)
      return StoredTensor(
        description, location: .inline(bytes: rawRange),
        source: .file(file, offset: rawRange.lowerBound), path: path)
    }
    if tensor.hasRawData {
      try check(tensor.rawData.count, description)
      return StoredTensor(
        description, location: .decoded, source: .memory([UInt8](tensor.rawData)), path: path)
    }
    return try typed(tensor, description)
  }

  /// A sparse tensor: accounted for, but without elements to read.
  func readSparse(_ tensor: Onnx_SparseTensorProto) throws(OnsetError) -> StoredTensor {
    var dense = Onnx_TensorProto()
    dense.name = tensor.values.name
    dense.dims = tensor.dims
    dense.dataType = tensor.values.dataType
    return StoredTensor(
      try describe(dense), location: .sparse,
      source: .unreadable("it is stored as a sparse tensor, which Onset only copies"), path: path)
  }

  private func external(
    _ tensor: Onnx_TensorProto, _ description: TensorDescription
  ) throws(OnsetError) -> StoredTensor {
    let reference = try ONNXExternalReference(tensor, place: place(tensor.name))
    if let length = reference.byteCount { try check(length, description) }
    let dataPath = FilePath.sibling(reference.location, of: path)
    let file: ReadableFile
    do throws(OnsetError) {
      file = try ReadableFile(path: dataPath)
    } catch {
      throw OnsetError(
        error.code, "its external data “\(dataPath)” cannot be read: \(error.message)",
        at: place(tensor.name), fix: "put the data file beside the model")
    }
    let (end, overflow) = reference.offset.addingReportingOverflow(description.byteCount)
    guard !overflow, end <= file.byteCount else {
      throw OnsetError(
        .invalidFile,
        "its \(description.byteCount) bytes at offset \(reference.offset) lie beyond the end of its "
          + "external data “\(dataPath)” (\(file.byteCount) bytes)",
        at: place(tensor.name), fix: "copy both files again")
    }
    return StoredTensor(
      description, location: .external(path: dataPath, bytes: reference.offset..<end),
      source: .file(file, offset: reference.offset), path: path)
  }

  private func typed(
    _ tensor: Onnx_TensorProto, _ description: TensorDescription
  ) throws(OnsetError) -> StoredTensor {
    if description.dtype == .string {
      guard tensor.stringData.count == description.shape.count else {
        throw mismatch("\(tensor.stringData.count) strings", description)
      }
      return StoredTensor(
        description, location: .decoded, source: .unreadable("it holds strings"), path: path)
    }
    guard let bytes = ONNXTypedFields.bytes(of: tensor, as: description.dtype) else {
      throw OnsetError(
        .invalidFile, "a number in it does not fit \(description.dtype)", at: place(tensor.name),
        fix: "export the model again")
    }
    try check(bytes.count, description)
    return StoredTensor(
      description, location: .decoded, source: .memory(bytes), path: path)
  }

  private func check(_ byteCount: Int, _ description: TensorDescription) throws(OnsetError) {
    guard byteCount == description.byteCount, description.dtype != .string else {
      throw mismatch("\(byteCount) bytes", description)
    }
  }

  private func mismatch(_ found: String, _ description: TensorDescription) -> OnsetError {
    OnsetError(
      .invalidFile,
      "\(found) are stored for the shape \(description.shape) of \(description.dtype), which takes "
        + "\(description.byteCount) bytes",
      at: place(description.name), fix: "the file is damaged; export the model again")
  }

  private func place(_ name: String) -> String { "\(path): initializer “\(name)”" }
}
