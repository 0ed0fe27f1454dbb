// SPDX-License-Identifier: BSL-1.0
// A certificate for the load target, which nobody has signed.
#pragma once

#include <boost/asio/ssl/context.hpp>

namespace bench {

// Gives the context a new key, and a certificate of "localhost" that is its own authority.
void use_own_certificate(boost::asio::ssl::context& context);

} // namespace bench
