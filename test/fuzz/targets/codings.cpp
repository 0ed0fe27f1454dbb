// SPDX-License-Identifier: BSL-1.0
// The body of an HTTP answer under its content codings, which stand in the first line.
#include "fuzz/input.hpp"
#include "fuzz/target.hpp"

#include "rules/content_coding.hpp"

#include <string>

namespace test::fuzz {

void codings(std::string_view bytes)
{
    using namespace jsonrpcclient::detail;
    input from(bytes);
    auto names = from.line();
    for (std::size_t largest : {0, 100, 100'000})
    {
        std::string body(from.rest());
        auto came = decode(names, body, largest);
        if (came != decoding::done)
            require(body == from.rest(), "a body that cannot be decoded stays as it is");
        else
            require(body.size() <= largest || body == from.rest(), "what is decoded is no larger than it may be");
        require(!from.rest().empty() || came == decoding::unknown || body.empty(), "an empty body stays empty");
        // A bomb needs as much memory as it may have, and not what it wants.
        require(body.capacity() <= 4 * (largest + bytes.size() + 65536), "the memory for it is bounded");
    }
}

} // namespace test::fuzz
