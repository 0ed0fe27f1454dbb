// SPDX-License-Identifier: BSL-1.0
// A server that knows JSON-RPC 1.0 and nothing else, over any transport.
#pragma once

#include "support/text_peer.hpp"

#include <memory>
#include <string>
#include <vector>

namespace test {

enum class at_other_versions
{
    // As ovsdb-server does.
    close,
    // With an error that is a string.
    refuse
};

// Answers ping, echo, add, null, whose result is null, and fail, whose error is an object of its own kind; an array by an
// array in the reverse order. A message that has other members than those of 1.0, or whose params are no array, is of
// another version. What came is put into `texts`.
text_server::script version_one_peer(std::string_view transport, std::shared_ptr<std::vector<std::string>> texts,
                                     at_other_versions act = at_other_versions::close);

} // namespace test
