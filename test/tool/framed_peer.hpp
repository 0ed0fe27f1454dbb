// SPDX-License-Identifier: BSL-1.0
// Peers that tell messages apart in each of the ways there are, written apart from the library.
#pragma once

#include "support/scripted_server.hpp"

#include <string>

namespace test {

// Answers as the demo server does, but one message after the other. `framing` is a name that `framing::parse` takes.
script framed_peer(const std::string& framing);

} // namespace test
