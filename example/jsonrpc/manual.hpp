// SPDX-License-Identifier: BSL-1.0
// What --help prints: the forms of a call, and each option with its meaning.
#pragma once

#include <boost/program_options/options_description.hpp>

namespace tool {

// The options that there are.
boost::program_options::options_description described_options();

void print_manual();

} // namespace tool
