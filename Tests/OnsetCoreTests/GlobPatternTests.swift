import OnsetCore
import Testing

@Suite struct GlobPatternTests {
  @Test(arguments: [
    ("*", "anything.at/all", true),
    ("h.*.attn.c_proj.weight", "h.11.attn.c_proj.weight", true),
    ("h.*.attn.c_proj.weight", "h.11.attn.c_proj.bias", false),
    ("*.bias", "bias", false),
    ("*bias", "bias", true),
    ("h.?.w", "h.7.w", true),
    ("h.?.w", "h.17.w", false),
    ("h.[0-3].w", "h.2.w", true),
    ("h.[0-3].w", "h.4.w", false),
    ("h.[!0-3].w", "h.4.w", true),
    ("h.[^0-3].w", "h.1.w", false),
    ("[]]x", "]x", true),
    ("[a-]x", "-x", true),
    ("*.{weight,bias}", "a.bias", true),
    ("*.{weight,bias}", "a.gamma", false),
    ("{a,b}.{c,d}", "b.c", true),
    ("{a,}b", "b", true),
    ("layers[0].weight", "layers[0].weight", true),
    ("a", "ab", false),
    ("a*b*c", "aXXbYYbZc", true),
    ("a*b*c", "aXXbYYbZ", false),
    ("naïve.*", "naïve.w", true),
  ])
  func matches(_ pattern: String, _ name: String, expected: Bool) throws {
    #expect(try GlobPattern(pattern).matches(name) == expected)
    #expect(try GlobPattern(pattern).matches(ParameterName(name)) == expected)
  }

  /// Backtracking into every star would take 2³⁰ steps here.
  @Test func manyStarsDoNotBlowUp() throws {
    let pattern = try GlobPattern(String(repeating: "a*", count: 30) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 3000)))
  }

  @Test(arguments: [
    ("", "an empty pattern matches nothing; write * for all."),
    ("a{b", "the pattern 'a{b' opens { and never closes it."),
    ("a[b", "the pattern 'a[b' opens [ and never closes it."),
    ("{a,{b,c}}", "the pattern '{a,{b,c}}' has braces within braces."),
  ])
  func mistakesAreExplained(_ pattern: String, message: String) {
    let error = #expect(throws: OnsetError.self) { try GlobPattern(pattern) }
    #expect(error?.description == message)
  }

  @Test func alternativesAreBounded() {
    let pattern = String(repeating: "{a,b}", count: 60)
    #expect(throws: OnsetError.self) { try GlobPattern(pattern) }
  }
}
