# SPDX-License-Identifier: BSL-1.0
"""Runs Conan's recipe and vcpkg's port as far as that goes without network.

    recipes.py ROOT FOLDER

In place of Conan and of vcpkg's functions there are some that record what they are told, and configure with CMake. So it
is seen that what is exported can be configured, that the options are the project's, and what is installed with the
Boost of the system. FOLDER takes what is made.
"""
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import sys
import types

root = pathlib.Path(sys.argv[1]).resolve()
folder = pathlib.Path(sys.argv[2]).resolve()
version = re.search(r'VERSION "(.*)"', (root / "include/jsonrpcclient/version.hpp").read_text()).group(1)
project_options = set(re.findall(r"^option\((\w+)", (root / "CMakeLists.txt").read_text(), re.M))


def expect(holds, what):
    if not holds:
        sys.exit(f"a recipe is not as expected: {what}")


def configure(source, build, *options):
    names = {option[2:].split("=")[0].split(":")[0] for option in options}
    expect(names <= project_options, f"options of the project: {names - project_options}")
    subprocess.run(["cmake", "-S", source, "-B", build, *options], check=True)


class Recipe:
    """Conan's ConanFile."""


class Toolchain:
    def __init__(self, recipe):
        self.cache_variables = recipe.cache_variables = {}

    def generate(self):
        pass


class Dependencies:
    def __init__(self, recipe):
        recipe.has_dependencies = False
        self.recipe = recipe

    def generate(self):
        self.recipe.has_dependencies = True


class CMake:
    def __init__(self, recipe):
        self.recipe = recipe

    def configure(self):
        options = [f"-D{name}={'ON' if value else 'OFF'}" for name, value in self.recipe.cache_variables.items()]
        configure(self.recipe.export_sources_folder, self.recipe.build_folder, *options)

    def build(self):
        self.recipe.has_built = True

    def install(self):
        pass


def copy(recipe, pattern, source, destination):
    found = [file for file in pathlib.Path(source).glob(pattern.replace("/*", "/**/*")) if file.is_file()]
    expect(found, f"there is {pattern} to export")
    for file in found:
        to = pathlib.Path(destination) / file.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, to)


def module(name, **members):
    made = types.ModuleType(name)
    made.__dict__.update(members)
    sys.modules[name] = made


def check_conan(tls):
    spec = importlib.util.spec_from_file_location("conanfile", root / "src/conan/conanfile.py")
    conanfile = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(conanfile)
    (recipe_type,) = [kind for kind in vars(conanfile).values()
                      if isinstance(kind, type) and issubclass(kind, Recipe) and kind is not Recipe]

    recipe = recipe_type()
    required = []
    properties = {}
    recipe.recipe_folder = str(root / "src/conan")
    recipe.export_sources_folder = str(folder / f"conan-{tls}/source")
    recipe.build_folder = str(folder / f"conan-{tls}/build")
    recipe.package_folder = str(folder / f"conan-{tls}/package")
    recipe.requires = lambda reference, **traits: required.append(reference.split("/")[0])
    recipe.options = types.SimpleNamespace(**{**recipe.default_options, "tls": tls})
    recipe.cpp_info = types.SimpleNamespace(set_property=properties.__setitem__)
    for step in ("set_version", "export_sources", "requirements", "validate", "layout", "generate", "build", "package",
                 "package_info"):
        getattr(recipe, step)()

    expect(recipe.version == version, f"the version {version}, not {recipe.version}")
    expect(all(default in recipe_type.options[name] for name, default in recipe.default_options.items()), "defaults")
    expect(recipe.has_built and recipe.has_dependencies and recipe.least_standard == 20, "it is built, as C++20")
    expect(("openssl" in required) == tls, f"what it requires: {required}")
    used = {requirement.split("::")[0] for requirement in recipe.cpp_info.requires}
    expect(used == set(required), f"what is required is used: {required}, {used}")
    expect(properties["cmake_target_name"] == "jsonrpcclient::jsonrpcclient", "the name of the target")


def check_vcpkg(tls):
    port = json.loads((root / "src/vcpkg/vcpkg.json").read_text())
    expect(port["version"] == version, f"the version {version}, not {port['version']}")
    expect(port["license"] == "BSL-1.0", "the licence")
    expect(set(port["default-features"]) <= set(port["features"]), "the default features are there")
    dependencies = {each if isinstance(each, str) else each["name"] for each in port["dependencies"]}
    included = set()
    for file in [*root.glob("include/**/*.hpp"), *root.glob("src/**/*.[ch]pp")]:
        included |= set(re.findall(r"#include <boost/(\w+)", file.read_text()))
    # These come with all the others.
    included -= {"none", "optional"}
    needed = {f"boost-{name.replace('_', '-')}" for name in included}
    expect({name for name in dependencies if name.startswith("boost-")} == needed, f"it depends on {needed}")

    packages = folder / f"vcpkg-{tls}"
    port_run = packages / "run.cmake"
    packages.mkdir(parents=True)
    port_run.write_text(f"""
set(PORT jsonrpcclient)
set(CURRENT_PACKAGES_DIR "{packages}/packages")
function(record name)
  file(APPEND "{packages}/calls" "${{name}} ${{ARGN}}\\n")
endfunction()
function(vcpkg_check_features)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "OUT_FEATURE_OPTIONS" "FEATURES")
  list(GET arg_FEATURES 0 feature)
  list(GET arg_FEATURES 1 option)
  record(feature ${{feature}})
  set(${{arg_OUT_FEATURE_OPTIONS}} -D${{option}}={'ON' if tls else 'OFF'} PARENT_SCOPE)
endfunction()
function(vcpkg_cmake_configure)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "SOURCE_PATH" "OPTIONS")
  record(source ${{arg_SOURCE_PATH}})
  record(options ${{arg_OPTIONS}})
endfunction()
function(vcpkg_cmake_config_fixup)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "PACKAGE_NAME;CONFIG_PATH" "")
  record(config ${{arg_CONFIG_PATH}})
endfunction()
function(vcpkg_cmake_install)
  record(install)
endfunction()
function(vcpkg_fixup_pkgconfig)
  record(pkgconfig)
endfunction()
include("{root}/src/vcpkg/portfile.cmake")
""")
    subprocess.run(["cmake", "-P", port_run], check=True)
    calls = dict(line.rstrip().partition(" ")[::2] for line in (packages / "calls").read_text().splitlines())
    expect(list(calls) == ["feature", "source", "options", "install", "config", "pkgconfig"], f"its steps: {calls}")
    expect(calls["feature"] in port["features"], "the feature")
    expect(pathlib.Path(calls["source"]) == root, "the source is this checkout")
    # vcpkg installs to lib, whatever the system does.
    build = packages / "build"
    options = [option for option in re.split("[; ]", calls["options"]) if option]
    configure(calls["source"], build, *options)
    script = (build / "cmake_install.cmake").read_text()
    expect(f"/{calls['config']}\"" in script, f"{calls['config']} is where it is installed")
    expect((packages / "packages/share/jsonrpcclient/copyright").exists(), "it has a copyright")


def check_min_cppstd(recipe, standard):
    recipe.least_standard = standard


module("conan", ConanFile=Recipe)
module("conan.tools")
module("conan.tools.build", check_min_cppstd=check_min_cppstd)
module("conan.tools.cmake", CMake=CMake, CMakeDeps=Dependencies, CMakeToolchain=Toolchain, cmake_layout=lambda recipe: None)
module("conan.tools.files", copy=copy, load=lambda recipe, path: pathlib.Path(path).read_text(),
       rmdir=lambda recipe, path: None)
shutil.rmtree(folder, ignore_errors=True)
for with_tls in (True, False):
    check_conan(with_tls)
    check_vcpkg(with_tls)
