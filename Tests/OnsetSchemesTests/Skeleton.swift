import Testing

@Suite struct OnsetSchemesSkeletonTests {
}
