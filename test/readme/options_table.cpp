// SPDX-License-Identifier: BSL-1.0
// Prints the README's table of options, as the library has it.
#include "rules/option_table.hpp"

#include <iostream>

namespace detail = jsonrpcclient::detail;

namespace {

std::string code(std::string_view text) { return '`' + std::string(text) + '`'; }

std::string name_of(const detail::option_row& row)
{
    return row.key.empty() || row.key == row.name ? code(row.name) : code(row.name) + " (" + code(row.key) + ")";
}

std::string levels_of(const detail::option_row& row)
{
    return std::string(row.key.empty() ? "" : "file, ") + "client" + (row.is_of_call ? ", call" : "");
}

} // namespace

int main()
{
    auto built_in = detail::built_in_options();
    std::cout << "| option (key) | meaning | accepted in a file | default | levels |\n"
                 "| --- | --- | --- | --- | --- |\n";
    for (auto& row : detail::option_table())
        std::cout << "| " << name_of(row) << " | " << row.meaning << " | " << row.accepts << " | "
                  << (row.is_set(built_in) ? code(row.show(built_in)) : "none") << " | " << levels_of(row) << " |\n";
}
