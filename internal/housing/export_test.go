package housing

// HasIdentityNumber is hasIdentityNumber, for tests of what is refused.
var HasIdentityNumber = hasIdentityNumber
