import OnsetCore

/// Recognises files of other kinds by their first bytes, so that a mix-up is called by its name.
struct FileSignature {
  /// What the file is.
  let kind: String
  /// How to get a model that Onset reads out of it.
  let fix: String

  private static let exportFix =
    "export it with torch.onnx.export(model, args, \"model.onnx\"), or save its state_dict with "
    + "safetensors.torch.save_file"

  /// The kind of file that some first bytes announce, or `nil` where they announce none that is known.
  init?(_ head: [UInt8]) {
    func starts(_ bytes: [UInt8], at offset: Int = 0) -> Bool {
      head.dropFirst(offset).starts(with: bytes)
    }
    func starts(_ text: String, at offset: Int = 0) -> Bool { starts(Array(text.utf8), at: offset) }

    if starts("PK\u{3}\u{4}") {
      self.init("a zip archive, such as PyTorch's .pt", Self.exportFix)
    } else if starts([0x80, 0x02]) || starts([0x80, 0x03]) || starts([0x80, 0x04]) {
      self.init("a Python pickle, such as an old PyTorch checkpoint", Self.exportFix)
    } else if starts([0x1F, 0x8B]) {
      self.init("a gzip archive", "unpack it first")
    } else if starts("version https://git-lfs") {
      self.init("a Git LFS pointer, not the file itself", "run git lfs pull")
    } else if starts([0x89] + Array("HDF".utf8)) {
      self.init("an HDF5 file, such as Keras saves", "export it with model.export or tf2onnx")
    } else if starts("TFL3", at: 4) {
      self.init("a TensorFlow Lite model", "convert it with tf2onnx")
    } else if starts("GGUF") {
      self.init("a GGUF file", "use the original safetensors checkpoint")
    } else if starts([0x93] + Array("NUMPY".utf8)) {
      self.init("a NumPy array", "give it with --input, and the model by its .onnx file")
    } else if starts("{", at: 8), head.count > 9, starts([0, 0], at: 6) {
      self.init("a safetensors file", "give it a name that ends in .safetensors")
    } else if starts("<!") || starts("<html") {
      self.init("a web page", "download the file itself, not the page about it")
    } else if starts("{") || starts("ir_version") {
      self.init("a text file", "save the model in ONNX's binary form")
    } else {
      return nil
    }
  }

  private init(_ kind: String, _ fix: String) {
    self.kind = kind
    self.fix = fix
  }

  /// Refuses files that are empty or announce another kind than ONNX.
  ///
  /// - Throws: `OnsetError` that says what the file is and how to get a model out of it.
  static func requireONNX(_ file: ReadableFile) throws(OnsetError) {
    try require("an ONNX model", file)
  }

  /// Refuses files that are empty or announce another kind than safetensors.
  ///
  /// - Throws: `OnsetError` that says what the file is and how to get a model out of it.
  static func requireSafetensors(_ file: ReadableFile) throws(OnsetError) {
    try require("a safetensors file", file)
  }

  /// Refuses files that are empty or announce another kind than NumPy's.
  ///
  /// - Throws: `OnsetError` that says what the file is and how to get an array out of it.
  static func requireNumPy(_ file: ReadableFile) throws(OnsetError) {
    try require("a NumPy array", file)
  }

  private static func require(_ wanted: String, _ file: ReadableFile) throws(OnsetError) {
    guard file.byteCount > 0 else {
      throw OnsetError(
        .invalidFile, "the file is empty", at: file.path, fix: "copy or export it again")
    }
    let head = try file.bytes(in: 0..<min(32, file.byteCount))
    if let signature = FileSignature(head), signature.kind != wanted {
      throw OnsetError(
        .invalidFile, "this is \(signature.kind), not \(wanted)", at: file.path,
        fix: signature.fix)
    }
  }
}
