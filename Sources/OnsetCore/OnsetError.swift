/// The one error that Onset's libraries throw for anything that a file, a shape or a flag can cause.
///
/// A message is one sentence that a user can act on: *what* is wrong, *where* it is, and *what to do*.
/// Mistakes that only a programmer can make (an index out of range) trap instead.
///
/// ```swift
/// throw OnsetError(
///   .invalidFile, "the header claims 2^60 bytes but the file has 812",
///   at: "model.safetensors", fix: "download the file again")
/// ```
public struct OnsetError: Error, Hashable, Sendable {
  /// What kind of failure it is; a set that will grow, so that callers keep a default branch.
  public struct Code: Hashable, Sendable {
    private enum Value: String {
      case argument, file, missing, unsupported, shape, write, value, plan
    }
    private let value: Value

    /// A flag, name or number given by the user cannot be used.
    public static let invalidArgument = Code(value: .argument)
    /// A file's content breaks its format.
    public static let invalidFile = Code(value: .file)
    /// A file, folder or tensor that was named is not there.
    public static let notFound = Code(value: .missing)
    /// The input is well formed, but uses a feature that Onset does not have.
    public static let unsupported = Code(value: .unsupported)
    /// Shapes do not fit each other or the operation.
    public static let shapeMismatch = Code(value: .shape)
    /// Writing failed; whatever was at the destination before is untouched.
    public static let cannotWrite = Code(value: .write)
    /// A number is not finite, or outside the range in which it makes sense.
    public static let invalidValue = Code(value: .value)
    /// The plan or recipe contradicts the model.
    public static let invalidPlan = Code(value: .plan)
  }

  /// The kind of failure.
  public let code: Code
  /// What is wrong, without a full stop.
  public let message: String
  /// Where it is: a path, a tensor's name, an operator's name.
  public let place: String?
  /// What the user can do about it, without a full stop.
  public let fix: String?

  /// Makes an error.
  ///
  /// - Parameters:
  ///   - code: The kind of failure.
  ///   - message: What is wrong, without a full stop.
  ///   - place: Where it is, or `nil` when the message already says it.
  ///   - fix: What the user can do about it, or `nil` when nothing can be done.
  public init(_ code: Code, _ message: String, at place: String? = nil, fix: String? = nil) {
    self.code = code
    self.message = message
    self.place = place
    self.fix = fix
  }

  /// The same error seen from further out: `place` is put before the place that is already known.
  public func within(_ place: String) -> OnsetError {
    let nested = self.place.map { "\(place): \($0)" } ?? place
    return OnsetError(code, message, at: nested, fix: fix)
  }
}

extension OnsetError: CustomStringConvertible {
  /// The error as one sentence: where, what, and what to do.
  public var description: String {
    let head = place.map { "\($0): \(message)" } ?? message
    let sentence = fix.map { "\(head); \($0)" } ?? head
    return sentence.hasSuffix("?") ? sentence : sentence + "."
  }
}
